"""`sitegen serve`: the site as it will be published, which follows every edit.

`burst` says which changes belong together and `watch` hears of them; `preview` derives the site and renders a page
when one is asked for, `amend` gives the site other words without deriving all of it, `finder` makes the parts of
the search index; `answers` is what a server of static files would say, by the rules of HTTP in `protocol`; `live`
puts the script into pages that reloads them, and `why` explains them; `app` speaks to browsers and `run` is the
command.
"""

// For the page of addresses that lead nowhere. It mends an address that was copied wrongly, leads on what lay below the
// address of somebody who moved, else offers the pages with the nearest addresses. All it knows is other pages and the
// sitemap, which are fetched here alone; without them the page has its links.
(async () => {
  const box = document.getElementById('nearest')
  const { base, sitemap } = box.dataset
  const asked = location.pathname
  if (asked === base + '404.html') return

  const isBelow = asked.toLowerCase().startsWith(base.toLowerCase())
  const path = tidy(isBelow ? asked.slice(base.length) : asked.slice(1))
  const mended = base + encodeURI(path)
  if (mended !== asked && await isThere(mended)) return go(mended)
  for (const url of await moved(path)) if (await isThere(url)) return go(url)
  const found = nearest(path, await addresses(sitemap))
  if (found.length) show(await Promise.all(found.map(async url => [url, await title(url)])))

  function go (url) {
    location.replace(url + location.search + location.hash)
  }

  // Lower case, one slash between names and one at the end, and nothing of the sentence that the address stood in.
  function tidy (path) {
    const plain = decoded(path).normalize('NFC').toLowerCase().trim().replace(/[\s_]+/g, '-').replace(/\/{2,}/g, '/')
    const clean = plain.replace(/[.,;:!?'"’”»)\]>]+$/, '').replace(/^\/|(^|\/)index\.html?$/g, '$1')
    return !clean || /\/$|\.[a-z]+$/.test(clean) ? clean : clean + '/'
  }

  // Where a year of somebody, or what two share, might be since one of them moved; the nearest first.
  async function moved (path) {
    const [, one, other, rest] = path.match(/^([a-z]+\/[^/]+\/)(?:with\/([^/]+\/[^/]+\/))?(.*)$/) ?? []
    if (!other && !rest) return []
    const now = await Promise.all([one, other].filter(Boolean).map(heir))
    if (!now.some(({ hasMoved }) => hasMoved)) return []
    const urls = now.map(({ url }) => url).sort((a, b) => a.replaceAll('/', '\0') < b.replaceAll('/', '\0') ? -1 : 1)
    const whole = base + urls.join('with/')
    return [whole + rest, whole, base + now.find(({ hasMoved }) => hasMoved).url]
  }

  // The address that a page leads on to, below the base path.
  async function heir (url) {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(base + url)).text(), 'text/html')
      const target = page.querySelector('meta[http-equiv=refresh]')?.content.split('url=')[1]
      return target?.startsWith(base) ? { url: target.slice(base.length), hasMoved: true } : { url }
    } catch { return { url } }
  }

  function decoded (path) {
    try { return decodeURIComponent(path) } catch { return path }
  }

  async function isThere (url) {
    try { return (await fetch(url, { method: 'HEAD' })).ok } catch { return false }
  }

  // The paths in a sitemap, or in those that an index of sitemaps names.
  async function addresses (url) {
    const answer = await fetch(url)
    if (!answer.ok) return []
    const xml = new DOMParser().parseFromString(await answer.text(), 'application/xml')
    const paths = [...xml.querySelectorAll('loc')].map(loc => new URL(loc.textContent, location).pathname)
    const isIndex = xml.documentElement.localName === 'sitemapindex'
    return isIndex ? (await Promise.all(paths.map(addresses))).flat() : paths
  }

  // The pages whose last name is most like the one that was asked for, those of its section first; then the section.
  function nearest (path, urls) {
    const names = path.split('/').filter(Boolean)
    const wanted = pairs(names.at(-1) ?? '')
    const ranked = []
    for (const url of urls) {
      const own = decoded(url.slice(base.length)).split('/').filter(Boolean)
      const likeness = alike(wanted, pairs(own.at(-1) ?? ''))
      if (likeness >= 0.4) ranked.push([likeness + (own[0] === names[0] ? 0.2 : 0), url])
    }
    ranked.sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? -1 : 1))
    const known = new Set(urls)
    const above = names.map((_, n) => base + encodeURI(names.slice(0, n).join('/')) + '/').slice(1).reverse()
    return [...new Set([...ranked.slice(0, 5).map(([, url]) => url), ...above.filter(url => known.has(url)).slice(0, 1)])]
  }

  function pairs (name) {
    return new Set(Array.from({ length: Math.max(name.length - 1, 0) }, (_, n) => name.slice(n, n + 2)))
  }

  // Dice's coefficient: 1 for the same pairs of letters, 0 for none in common.
  function alike (one, two) {
    let both = 0
    for (const pair of one) both += two.has(pair)
    return 2 * both / (one.size + two.size || 1)
  }

  async function title (url) {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html')
      return page.querySelector('h1').textContent.trim()
    } catch { return '' }
  }

  function show (pages) {
    const offer = box.querySelector('template').content.cloneNode(true)
    const list = offer.querySelector('ul')
    for (const [url, title] of pages) {
      const link = document.createElement('a')
      link.href = url
      link.textContent = title || decoded(url)
      const item = document.createElement('li')
      item.append(link)
      list.append(item)
    }
    box.append(offer)
  }
})()

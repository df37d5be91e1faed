// The search page: Pagefind finds, this asks and shows. What is asked stands in the address.

const form = document.getElementById('search')
const { root, index, found, near = found, none, loading, failed, incomplete } = form.dataset
const status = document.getElementById('found')
const list = document.getElementById('list')
const more = document.getElementById('more')
const filters = [...form.querySelectorAll('input[list]')]
const title = document.title
const language = document.documentElement.lang
const dates = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' })
const numbers = new Intl.NumberFormat(language)

const SHOWN = 10
const SUGGESTED = 100
// Whole words before words that begin with them, and headlines no more than the copy: a rare word in one, as in
// "OILS/SEEDS" for "oil", would come before all that is about oil.
const RANKING = { termSimilarity: 4, metaWeights: { title: 1 } }

// --- the index: parts by years, each loaded when it is first needed ---

let engine, parts
let loaded = new Map()
const broken = new Set()

// Pagefind takes a file that does not come, breaks off, or is a page that a host or a hotspot sends in place of it, for
// one in which nothing is, and never asks for it again.
let lost = 0
const { fetch: fetchAny } = globalThis
globalThis.fetch = async (...wanted) => {
  try {
    const answer = await fetchAny(...wanted)
    await answer.clone().arrayBuffer()
    lost += !answer.ok || /html/.test(answer.headers.get('content-type'))
    return answer
  } catch (error) {
    lost += 1
    throw error
  }
}

// Pagefind's memory is spoilt when two begin to load it at once, as whoever types before it is there would have them:
// everything that is asked takes its turn.
let last = Promise.resolve()

function inTurn(work) {
  const done = last.then(work)
  last = done.catch(() => {})
  return done
}

// What nobody wants any more when its turn comes is not asked.
function ask(year, asking, isWanted = () => true) {
  return inTurn(async () => {
    if (!isWanted()) throw new Error('something else was asked')
    try {
      await load(year)
      const before = lost
      const answer = await asking(engine)
      if (lost !== before) throw new Error('a file of the index did not come')
      return answer
    } catch (error) {
      forget()
      throw error
    }
  })
}

function forget() {
  engine = parts = known = undefined
  broken.clear()
}

async function fetchParts() {
  const answer = await fetch(`${index}parts.json?t=${Date.now()}`)
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
  return answer.json()
}

async function load(year) {
  parts ??= await fetchParts()
  if (!engine) {
    const { createInstance } = await import(`${index}pagefind.js`)
    engine = createInstance({ basePath: index, noWorker: true, ranking: RANKING })
    // This fails where Pagefind did not load, which mergeIndex would await for ever.
    await engine.filters()
    loaded = new Map()
  }
  const needed = parts.filter(({ name, years: [first, last] }) => !broken.has(name) && (!year || (first <= year && year <= last)))
  for (const { name } of needed) if (!loaded.has(name)) loaded.set(name, merge(name))
  const states = await Promise.allSettled(needed.map(({ name }) => loaded.get(name)))
  const bad = needed.filter((_, at) => states[at].status === 'rejected')
  if (!bad.length) return
  // An instance with a part that failed finds nothing at all: begin again without that.
  for (const { name } of bad) broken.add(name)
  engine = undefined
  await load(year)
}

function merge(name) {
  return engine.mergeIndex(`${index}${name}/`, { ranking: RANKING, mergeFilter: { part: name } })
}

// Pagefind drops symbols from what it indexes, but not from what is asked, knows no blank but one, and has apart what
// dashes join.
const wordsOf = q => q?.replace(/[\p{S}\p{C}\s‐‑–—―…]+/gu, ' ').trim()

async function search({ q, ...wanted }) {
  const words = wordsOf(q)
  if (words === '') return []
  const narrowed = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, [value]]))
  const mine = turn
  const asking = engine => words ? fitting(engine, words, narrowed) : newest(engine, narrowed)
  return ask(Number(wanted.year), asking, () => mine === turn)
}

async function fitting(engine, words, filters, sort = {}) {
  return (await engine.search(words, { filters, sort })).results
}

// Without words everything fits as well: then the newest comes first, part by part, which Pagefind would mix.
async function newest(engine, filters) {
  const within = parts.filter(({ name }) => loaded.has(name))
  const found = within.map(({ name }) => fitting(engine, null, { ...filters, part: [name] }, { date: 'desc' }))
  return (await Promise.all(found)).flat()
}

// --- names to choose from ---

let known

function names() {
  known = ask(Number(form.elements.year.value), async engine => unescaped(await engine.filters()))
  return known
}

// Pagefind compares names as they stand in JSON, so the index has them that way.
function unescaped(filters) {
  const names = counts => Object.fromEntries(Object.entries(counts).map(([name, count]) => [JSON.parse(`"${name}"`), count]))
  return Object.fromEntries(Object.entries(filters).map(([field, counts]) => [field, names(counts)]))
}

async function suggest({ target }) {
  if (!target.list) return
  const typed = target.value.toLocaleLowerCase(language)
  const counts = Object.entries((await (known ?? names()))[target.name] ?? {})
  const fitting = counts.filter(([name]) => name.toLocaleLowerCase(language).includes(typed))
  fitting.sort(([one, often], [other, seldom]) => seldom - often || (one < other ? -1 : 1))
  target.list.replaceChildren(...fitting.slice(0, SUGGESTED).map(([name]) => new Option(name)))
}

// A name as it is written in the archive.
async function spelled(question) {
  const all = await names()
  return Object.fromEntries(Object.entries(question).map(([field, value]) => {
    const typed = value.toLocaleLowerCase(language)
    return [field, Object.keys(all[field] ?? {}).find(name => name.toLocaleLowerCase(language) === typed) ?? value]
  }))
}

// --- what is asked: form and address ---

const asked = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value))

function read() {
  const address = new URLSearchParams(location.search)
  for (const field of form.querySelectorAll('[name]')) field.value = address.get(field.name) ?? ''
}

function write() {
  const address = new URL(form.action)
  address.search = new URLSearchParams(asked())
  if (address.href !== location.href) history.pushState(null, '', address)
}

// --- what is found ---

let results = []
let met = ''
let turn = 0
let answered

async function answer() {
  answered = location.search
  known = undefined
  const question = asked()
  const mine = ++turn
  document.title = question.q ? `${question.q}: ${title}` : title
  list.replaceChildren()
  more.hidden = true
  results = []
  met = ''
  if (!Object.keys(question).length) return say('')
  say(loading)
  try {
    let hits = await search(question)
    if (!hits.length && filters.some(({ name }) => question[name])) hits = await search(await spelled(question))
    if (mine !== turn) return
    results = hits
    const isWhole = !broken.size
    // What is missing may be there the next time.
    if (!isWhole) inTurn(forget)
    await show()
    if (mine !== turn) return
    const text = hasMet(question.q) ? found : near
    const count = results.length ? text.replace('{n}', numbers.format(results.length)) : none
    say(isWhole ? count : `${count} ${incomplete}`)
  } catch (error) {
    if (mine !== turn) return
    fail(error)
  }
}

function fail(error) {
  inTurn(forget)
  more.hidden = true
  say(failed)
  console.warn(error)
}

// For a word that is nowhere, Pagefind finds what has a beginning of it, be that a letter. Whole words come first, so
// the first results tell; inflected words have more in common than their beginning but for a few letters.
function hasMet(q) {
  const asked = plain(wordsOf(q) ?? '').split(/\s+/).filter(Boolean)
  return asked.every(word => met.includes(` ${word.slice(0, Math.max(3, word.length - 4))}`))
}

const plain = text => text.toLocaleLowerCase(language).normalize('NFKD').replace(/[^\p{L}\p{N}\s]+/gu, '')

function say(text) {
  status.textContent = text
}

async function show() {
  const mine = turn
  const from = list.children.length
  const next = await Promise.all(results.slice(from, from + SHOWN).map(result => result.data()))
  if (mine !== turn || from !== list.children.length) return null
  const items = next.map(item)
  met += next.map(wordsMet).join('')
  list.append(...items)
  more.hidden = list.children.length >= results.length
  return items[0]
}

// Who went on to another field meanwhile stays there.
function goTo(first) {
  if ([more, document.body].includes(document.activeElement)) first?.querySelector('a').focus()
}

function wordsMet({ locations, raw_content, meta }) {
  const words = raw_content.split(/[\s\u200B]+/)
  // A compound is met by what it consists of, too.
  return [...locations.map(at => words[at] ?? ''), ...meta.title.split(/\s+/)]
    .flatMap(word => [word, ...word.split(/[\p{P}\p{S}]+/u)]).map(word => ` ${plain(word)}`).join('')
}

function item(data) {
  const url = data.raw_url ?? data.url
  const [, year, month, day] = url.match(/^\/(\d{4})\/(\d\d)\/(\d\d)\//) ?? []
  const link = element('a', { href: root.replace(/\/$/, '') + encodeURI(url) }, asWritten(data.meta.title))
  const date = year && element('time', { dateTime: `${year}-${month}-${day}` }, dates.format(new Date(`${year}-${month}-${day}`)))
  return element('li', {},
    element('p', { className: 'dateline' }, date ?? ''),
    element('h3', { className: 'headline' }, link),
    element('p', { className: 'snippet' }, ...excerpt(data)))
}

// In the index, two apostrophes stand for one that is curved, and a low line and a blank part what other signs join.
const asWritten = text => text.replaceAll("''", '’').replace(/([‐‑–—―…“”„«»‘])_(<\/mark>|)( |$)/g, '$1$2')

// Pagefind escapes < and > of the copy, and nothing else, before it marks what was found.
function excerpt({ excerpt, plain_excerpt, raw_content }) {
  const pieces = asWritten(excerpt).split(/<mark>(.*?)<\/mark>/s).map((text, at) => {
    const copy = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
    if (at % 2 === 0) return [copy]
    const [, before, word, after] = copy.match(/^(\P{L}*?)([\p{L}\p{N}].*?|)([\p{P}\p{S}]*)$/su) ?? ['', '', copy, '']
    return [before, element('mark', {}, word), after]
  }).flat()
  const start = raw_content.replace(/\s+/g, ' ').indexOf(plain_excerpt)
  const isCut = start + plain_excerpt.length < raw_content.replace(/\s+/g, ' ').trim().length
  return [start > 0 ? '… ' : '', ...pieces, isCut ? ' …' : '']
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

form.addEventListener('submit', event => {
  event.preventDefault()
  write()
  answer()
})
form.addEventListener('reset', event => {
  event.preventDefault()
  for (const field of form.querySelectorAll('[name]')) field.value = ''
  write()
  answer()
  form.elements.q.focus()
})
form.elements.year.addEventListener('change', () => form.requestSubmit())
for (const type of ['focusin', 'input']) form.addEventListener(type, event => suggest(event).catch(console.warn))
more.addEventListener('click', () => show().then(goTo, fail))
addEventListener('popstate', () => {
  // A link to a place in the page, as the one that skips to its text, asks nothing.
  if (location.search === answered) return
  read()
  answer()
})
read()
answer()

// Shows the OpenAPI document. Everything is put in as text, never as markup.

const byId = id => document.getElementById(id)

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children.filter(child => child !== undefined && child !== ''))
  return node
}

const nameOf = ref => ref.slice(ref.lastIndexOf('/') + 1)
const link = name => make('a', { href: `#schema-${name}` }, name)

/** What a schema is, in a few words: a link, a list of something, a type. */
function typeOf(schema = {}) {
  if (schema.$ref) return [link(nameOf(schema.$ref))]
  const types = [schema.type ?? 'any'].flat()
  if (types.includes('array')) return ['list of ', ...typeOf(schema.items)]
  if (types.includes('object') && typeof schema.additionalProperties === 'object') return ['map of ', ...typeOf(schema.additionalProperties)]
  return [types.join(' or '), schema.format ? ` · ${schema.format}` : '']
}

const ranges = [
  ['minLength', 'at least', 'characters'], ['maxLength', 'at most', 'characters'],
  ['minimum', 'from', ''], ['maximum', 'to', ''], ['maxItems', 'at most', 'items'],
]

function limitsOf(schema = {}) {
  const said = ranges.filter(([key]) => schema[key] !== undefined).map(([key, before, after]) => `${before} ${schema[key]} ${after}`.trim())
  if (schema.enum) said.push(`one of ${schema.enum.join(', ')}`)
  if (schema.pattern) said.push(`like ${schema.pattern}`)
  if (schema.default !== undefined) said.push(`${JSON.stringify(schema.default)} when absent`)
  return said.join('; ')
}

function row(name, schema, required, text) {
  const limits = limitsOf(schema)
  return make('tr', {},
    make('th', { scope: 'row' }, make('code', {}, name), required ? make('span', { class: 'must' }, 'required') : ''),
    make('td', { class: 'type' }, ...typeOf(schema)),
    make('td', {}, text ?? schema.description ?? '', limits ? make('div', { class: 'limits' }, limits) : ''))
}

function properties(schema) {
  const required = new Set(schema.required ?? [])
  const rows = Object.entries(schema.properties ?? {}).map(([name, p]) => row(name, p, required.has(name)))
  return make('table', {}, make('tbody', {}, ...rows))
}

function contents(content = {}) {
  return Object.entries(content).map(([mime, { schema }]) => make('p', {}, ...typeOf(schema), make('span', { class: 'limits' }, `  ${mime}`)))
}

/** The fields of a body, where they are asked for. */
function fields(content, schemas) {
  const ref = content['application/json']?.schema?.$ref
  return ref ? [properties(schemas[nameOf(ref)] ?? {})] : []
}

function operation(path, verb, op, schemas) {
  const parts = []
  if (op.parameters?.length) {
    const rows = op.parameters.map(p => row(p.name, p.schema, p.required, `in ${p.in}${p.description ? `. ${p.description}` : ''}`))
    parts.push(make('h3', {}, 'Parameters'), make('table', {}, make('tbody', {}, ...rows)))
  }
  if (op.requestBody) parts.push(make('h3', {}, 'Body'), ...contents(op.requestBody.content), ...fields(op.requestBody.content, schemas))
  parts.push(make('h3', {}, 'Answers'))
  for (const [status, answer] of Object.entries(op.responses ?? {})) {
    const shapes = contents(answer.content)
    parts.push(make('div', {}, make('code', {}, status), ` ${answer.description}`, ...shapes))
  }
  if (!op.security) parts.push(make('p', { class: 'limits' }, 'Needs no session.'))
  return make('article', { id: op.operationId, 'data-text': `${verb} ${path} ${op.summary} ${op.operationId}`.toLowerCase() },
    make('details', {},
      make('summary', {}, make('span', { class: `verb ${verb}` }, verb.toUpperCase()), make('span', { class: 'path' }, path), make('span', { class: 'what' }, op.summary ?? '')),
      make('div', { class: 'body' }, ...parts)))
}

function schemaBox(name, schema) {
  return make('article', { id: `schema-${name}`, 'data-text': `schema ${name}`.toLowerCase() },
    make('details', {},
      make('summary', {}, make('span', { class: 'path' }, name), make('span', { class: 'what' }, schema.description ?? '')),
      make('div', { class: 'body' }, properties(schema))))
}

function group(title, boxes) {
  return make('section', {}, make('h2', {}, title), ...boxes)
}

function navGroup(title, entries) {
  return make('div', {}, make('h2', {}, title), ...entries.map(([id, verb, text]) =>
    make('a', { href: `#${id}`, 'data-for': id }, verb ? make('span', { class: `verb ${verb}` }, verb.toUpperCase()) : '', make('span', {}, text))))
}

function show(spec) {
  byId('version').textContent = `Version ${spec.info.version} · OpenAPI ${spec.openapi}`
  const tags = new Map((spec.tags ?? []).map(tag => [tag.name, []]))
  for (const [path, verbs] of Object.entries(spec.paths)) {
    for (const [verb, op] of Object.entries(verbs)) {
      const tag = op.tags?.[0] ?? 'Other'
      tags.set(tag, [...(tags.get(tag) ?? []), { path, verb, op }])
    }
  }
  const main = byId('content')
  const document_ = make('a', { href: '/api/v1/openapi.json' }, 'openapi.json')
  main.replaceChildren(make('p', { class: 'intro' }, `${spec.info.description} The whole document: `, document_))
  for (const [tag, operations] of tags) {
    main.append(group(tag, operations.map(o => operation(o.path, o.verb, o.op, spec.components.schemas))))
    byId('nav').append(navGroup(tag, operations.map(o => [o.op.operationId, o.verb, o.path.replace('/api/v1', '')])))
  }
  const schemas = Object.entries(spec.components?.schemas ?? {}).sort(([a], [b]) => a.localeCompare(b))
  main.append(group('Schemas', schemas.map(([name, schema]) => schemaBox(name, schema))))
  byId('nav').append(navGroup('Schemas', schemas.map(([name]) => [`schema-${name}`, '', name])))
}

/** Opens what the address points at. */
function open() {
  const box = byId(decodeURIComponent(location.hash.slice(1)))
  if (!box) return
  box.querySelector('details')?.setAttribute('open', '')
  box.scrollIntoView()
}

function filter(words) {
  for (const box of document.querySelectorAll('article')) {
    box.hidden = !words.every(word => box.dataset.text.includes(word))
    const entry = document.querySelector(`nav a[data-for="${CSS.escape(box.id)}"]`)
    if (entry) entry.hidden = box.hidden
  }
  for (const part of document.querySelectorAll('main > section, nav > div')) part.hidden = !part.querySelector('article:not([hidden]), a:not([hidden])')
}

try {
  const answer = await fetch('/api/v1/openapi.json')
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  show(await answer.json())
  open()
} catch (error) {
  byId('state').textContent = `The document could not be loaded: ${error.message}`
}

addEventListener('hashchange', open)
byId('search').addEventListener('input', event => filter(event.target.value.toLowerCase().split(/\s+/).filter(Boolean)))
addEventListener('keydown', event => {
  if (event.key !== '/' || event.target === byId('search')) return
  event.preventDefault()
  byId('search').focus()
})

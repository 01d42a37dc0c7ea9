import { queryOptions } from '@tanstack/react-query'
import {
  api,
  type Channel,
  call,
  type Installation,
  type Queue,
  type Reason,
  type RoleRow,
  type User,
} from '@/api'
import { toUser, type UserDraft } from './model'

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async () => byName((await call(api.GET('/api/v1/users'))).items),
})

export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: async () => byName((await call(api.GET('/api/v1/queues'))).items),
})

/** Those out of use are for who may put them to use again. */
export const allReasonsQuery = (all: boolean) =>
  queryOptions({
    queryKey: ['pause-reasons', all ? 'all' : 'used'],
    queryFn: async () =>
      byName((await call(api.GET('/api/v1/pause-reasons', { params: { query: { all } } }))).items),
  })

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: async () => (await call(api.GET('/api/v1/roles'))).items,
})

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async () => byName((await call(api.GET('/api/v1/channels'))).items),
})

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: () => call(api.GET('/api/v1/installation')),
})

const byName = <Row extends { name: string; active: boolean }>(rows: Row[]) =>
  [...rows].sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name))

/** What is sent: the row without its id, which is in the path, and never what only the server knows. */
function split<Row extends { id: string; rev: number }>(row: Row) {
  const { id, ...body } = row
  return { id, path: { path: { id } }, body }
}

export async function saveUser(draft: UserDraft, isNew: boolean): Promise<User> {
  const { rev, ...user } = toUser(draft)
  if (isNew) return call(api.POST('/api/v1/users', { body: { ...user, password: draft.password } }))
  const { path, body } = split({ ...user, rev })
  return call(api.PUT('/api/v1/users/{id}', { params: path, body }))
}

export async function saveRole(row: RoleRow, isNew: boolean): Promise<RoleRow> {
  const { id, name, permissions, rev } = row
  if (isNew) return call(api.POST('/api/v1/roles', { body: { id, name, permissions } }))
  return call(api.PUT('/api/v1/roles/{id}', { params: { path: { id } }, body: { name, permissions, rev } }))
}

export async function removeRole(id: string) {
  await call(api.DELETE('/api/v1/roles/{id}', { params: { path: { id } } }))
}

export async function setPassword(id: string, password: string) {
  await call(api.PUT('/api/v1/users/{id}/password', { params: { path: { id } }, body: { password } }))
}

export async function saveQueue(row: Queue, isNew: boolean): Promise<Queue> {
  const { rev, ...body } = row
  if (isNew) return call(api.POST('/api/v1/queues', { body }))
  const put = split(row)
  return call(api.PUT('/api/v1/queues/{id}', { params: put.path, body: put.body }))
}

export async function saveReason(row: Reason, isNew: boolean): Promise<Reason> {
  const { rev, ...body } = row
  if (isNew) return call(api.POST('/api/v1/pause-reasons', { body }))
  const put = split(row)
  return call(api.PUT('/api/v1/pause-reasons/{id}', { params: put.path, body: put.body }))
}

export async function saveChannel(row: Channel, isNew: boolean): Promise<Channel> {
  const { kind, secret, snippet, rev, ...body } = row
  if (isNew) return call(api.POST('/api/v1/channels', { body }))
  const put = split({ ...body, rev })
  return call(api.PUT('/api/v1/channels/{id}', { params: put.path, body: put.body }))
}

export const renewSecret = (id: string): Promise<Channel> =>
  call(api.POST('/api/v1/channels/{id}/secret', { params: { path: { id } } }))

export const saveInstallation = (body: Installation): Promise<Installation> =>
  call(api.PUT('/api/v1/installation', { body }))

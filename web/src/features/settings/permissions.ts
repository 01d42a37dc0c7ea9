/** The permissions as they are shown: by what they are about. The server says which there are. */
export const permissionGroups = [
  { id: 'serve', permissions: ['status.set', 'conversation.serve'] },
  {
    id: 'supervise',
    permissions: [
      'conversation.read.queue',
      'conversation.read.all',
      'room.view',
      'conversation.move',
      'conversation.whisper',
      'conversation.take_over',
      'agent.sign_out',
      'agent.set_status',
    ],
  },
  { id: 'time', permissions: ['reports.view', 'time.correct'] },
  { id: 'settings', permissions: ['settings.view', 'settings.edit', 'roles.edit'] },
  { id: 'systems', permissions: ['calls.signal'] },
] as const

const known = new Set<string>(permissionGroups.flatMap(g => g.permissions))

/** What a newer server allows and this page has no place for stays as it is, and is seen. */
export const ungrouped = (permissions: readonly string[]) => permissions.filter(p => !known.has(p))

/** Somebody must be able to undo what was changed: of the administrator this is never taken. */
export const fixed = (role: string, permission: string) =>
  role === 'admin' && ['settings.view', 'settings.edit', 'roles.edit'].includes(permission)

const edits = ['settings.edit', 'roles.edit']

/** Gives or takes one. Who edits settings or roles sees them, so that comes with either, and takes both along. */
export function withPermission(permissions: readonly string[], permission: string, on: boolean): string[] {
  const next = new Set(permissions)
  if (on) next.add(permission)
  else next.delete(permission)
  if (on && edits.includes(permission)) next.add('settings.view')
  if (!on && permission === 'settings.view') for (const p of edits) next.delete(p)
  return [...next]
}

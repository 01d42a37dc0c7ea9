import { useQuery } from '@tanstack/react-query'
import type { RoleRow } from '@/api'
import { wordsFor } from '@/shared/i18n'
import { rolesQuery } from './queries'

/** A role that is always there is called by the desk's own word until somebody names it. */
export const roleName = (role: Pick<RoleRow, 'id' | 'name'>) =>
  role.name || (wordsFor('role', role.id) ?? role.id)

/** The roles, and what each is called. */
export function useRoles() {
  const query = useQuery(rolesQuery)
  const all = query.data ?? []
  return {
    query,
    all,
    name: (id: string) => roleName(all.find(r => r.id === id) ?? { id, name: '' }),
  }
}

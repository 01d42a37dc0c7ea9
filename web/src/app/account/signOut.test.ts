import { beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '@/api'
import { ptBR } from '@/shared/i18n/catalogues/pt-BR'

const world = vi.hoisted(() => ({ signOut: vi.fn(), warn: vi.fn(), showOverlay: vi.fn() }))
vi.mock('../session', () => ({ signOut: world.signOut }))
vi.mock('../overlay', () => ({ showOverlay: world.showOverlay }))
vi.mock('@/shared/ui/notify', () => ({ warn: world.warn }))

import { atHand, leave } from './signOut'

beforeEach(() => vi.resetAllMocks())

const refused = (code: string, params: Record<string, string> = {}) =>
  world.signOut.mockRejectedValueOnce(new ApiError({ status: 409, code, params }))

test('S-04: a refusal is said word for word, and nothing is asked', async () => {
  refused('logout_blocked')
  await leave(false)
  expect(world.warn).toHaveBeenCalledWith(ptBR['logout.blocked'], { id: 'signout', stay: true })
  expect(world.showOverlay).not.toHaveBeenCalled()
})

test('C-10: what stays is asked about as the server counted it, and being sure is said on', async () => {
  refused('logout_unconfirmed', { open: '3', call: 'true' })
  await leave(false)
  expect(world.showOverlay).toHaveBeenCalledWith('signout')
  expect(atHand()).toEqual({ open: 3, call: true })
  expect(world.warn).not.toHaveBeenCalled()
  await leave(true)
  expect(world.signOut.mock.calls).toEqual([[false], [true]])
})

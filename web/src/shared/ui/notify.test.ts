import { notificationsStore } from '@mantine/notifications'
import { afterEach, expect, test } from 'vitest'
import { unwarn, warn } from './notify'

const shown = () => notificationsStore.getState().notifications

afterEach(() => notificationsStore.updateState(state => ({ ...state, notifications: [] })))

test('a warning takes the place of the one before, and does not end with its time', () => {
  warn('first', { id: 'room', stay: true })
  const [first] = shown()
  warn('second', { id: 'room', stay: true })
  expect(shown().map(n => n.message)).toEqual(['second'])
  expect(shown()[0]?.id).not.toBe(first?.id)
})

test('once it is done nothing says any more that it was not', () => {
  warn('not done', { id: 'room', stay: true })
  warn('of something else', { id: 'export' })
  unwarn('room')
  unwarn('room')
  expect(shown().map(n => n.message)).toEqual(['of something else'])
})

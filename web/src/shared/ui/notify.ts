import { notifications } from '@mantine/notifications'
import { problemText, t } from '@/shared/i18n'

const common = () => ({ closeButtonProps: { 'aria-label': t('common.close') } })

/** Says that something was done. */
export function tell(message: string) {
  notifications.show({ ...common(), message })
}

/** The warnings in sight, by what they are about. */
const warnings = new Map<string, string>()

/**
 * Says why something was not done. With an id, a new one takes the place of the old. It
 * is another notification all the same: it must not end with the old one's time.
 */
export function warn(message: string, options: { id?: string; stay?: boolean } = {}) {
  if (options.id) unwarn(options.id)
  const shown = notifications.show({
    ...common(),
    message,
    role: 'alert',
    color: 'red',
    autoClose: options.stay ? 12_000 : 6_000,
  })
  if (options.id) warnings.set(options.id, shown)
}

/** What was warned of is no more. */
export function unwarn(id: string) {
  const shown = warnings.get(id)
  if (shown === undefined) return
  warnings.delete(id)
  notifications.hide(shown)
}

export const warnOf = (error: unknown, options?: { id?: string; stay?: boolean }) =>
  warn(problemText(error), options)

import { notifications } from '@mantine/notifications'
import { problemText, t } from '@/shared/i18n'

const common = () => ({ closeButtonProps: { 'aria-label': t('common.close') } })

/** Says that something was done. */
export function tell(message: string) {
  notifications.show({ ...common(), message })
}

/** Says why something was not done. With an id, a new one takes the place of the old. */
export function warn(message: string, options: { id?: string; stay?: boolean } = {}) {
  if (options.id) notifications.hide(options.id)
  notifications.show({
    ...common(),
    ...(options.id ? { id: options.id } : {}),
    message,
    role: 'alert',
    color: 'red',
    autoClose: options.stay ? 12_000 : 6_000,
  })
}

export const warnOf = (error: unknown, options?: { id?: string; stay?: boolean }) =>
  warn(problemText(error), options)

import { t } from '@/shared/i18n'
import { preference } from '@/shared/preference'
import { warn } from '@/shared/ui/notify'
import type { News } from './news'

/** Whether the browser may show a notice of new work; off until the person asks for it. */
export const desktopNotices = preference('pronto.notices', false)

/** Asks the browser only when the person has turned it on. */
export async function setDesktopNotices(wanted: boolean) {
  if (!wanted || typeof Notification === 'undefined') return desktopNotices.set(false)
  const answer =
    Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission
  desktopNotices.set(answer === 'granted')
  if (answer !== 'granted') warn(t('account.notices.refused'))
}

export function notify(news: News, open: () => void) {
  if (!desktopNotices.get() || typeof Notification === 'undefined' || Notification.permission !== 'granted')
    return
  const notice = new Notification(t(`news.${news.kind}`, { name: news.who }), {
    body: news.text,
    tag: news.conversation,
    icon: '/favicon.svg',
  })
  notice.onclick = () => {
    window.focus()
    open()
    notice.close()
  }
}

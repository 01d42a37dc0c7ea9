import { Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { useT } from '@/shared/i18n'
import { Empty } from '@/shared/ui'
import { useSettingsT } from './words'

/** An address of something that is not there: never a form for something new. */
export function Gone({ page }: { page: 'users' | 'roles' | 'queues' | 'reasons' | 'channels' }) {
  const t = useT()
  const s = useSettingsT()
  return (
    <Empty icon={SearchX} title={t('problem.not_found')}>
      <Link to="/settings/$page" params={{ page }}>
        {s(`settings.${page}`)}
      </Link>
    </Empty>
  )
}

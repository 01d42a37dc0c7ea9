import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useT } from '@/shared/i18n'
import { Empty } from '@/shared/ui'

export function Lost() {
  const t = useT()
  return (
    <Empty icon={Compass} title={t('lost.title')}>
      <Link to="/work">{t('lost.back')}</Link>
    </Empty>
  )
}

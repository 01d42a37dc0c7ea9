import { Button } from '@mantine/core'
import { Bug } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { t } from '@/shared/i18n'
import { Empty } from '@/shared/ui'

/** A fault in one part of the page does not take what was typed with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <main style={{ height: '100%', display: 'grid' }} role="alert">
        <Empty icon={Bug} title={t('error.title')}>
          <p>{t('error.text')}</p>
          <Button mt="md" onClick={() => location.reload()}>
            {t('error.reload')}
          </Button>
        </Empty>
      </main>
    )
  }
}

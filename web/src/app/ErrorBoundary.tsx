import { Button } from '@mantine/core'
import { Bug, CloudOff } from 'lucide-react'
import { Component, type ReactNode, useEffect } from 'react'
import { t } from '@/shared/i18n'
import { Empty } from '@/shared/ui'
import { isMissingPart, reloadWhenAnswered } from './missingPart'

type Failed = 'fault' | 'missing' | null

interface Props {
  children: ReactNode
  /** Of what page it is: another one has not failed. */
  of?: string | undefined
}

/** A fault in one part of the page does not take what was typed with it. */
export class ErrorBoundary extends Component<Props, { failed: Failed }> {
  override state: { failed: Failed } = { failed: null }

  static getDerivedStateFromError(error: unknown): { failed: Failed } {
    return { failed: isMissingPart(error) ? 'missing' : 'fault' }
  }

  override componentDidUpdate(before: Props) {
    if (before.of !== this.props.of && this.state.failed) this.setState({ failed: null })
  }

  override render() {
    const { failed } = this.state
    return failed === null ? this.props.children : <Failure missing={failed === 'missing'} />
  }
}

/** What did not arrive is tried again by itself; a fault would only come again. */
function Failure({ missing }: { missing: boolean }) {
  useEffect(() => (missing ? reloadWhenAnswered() : undefined), [missing])
  return (
    <main style={{ height: '100%', display: 'grid' }} role="alert">
      <Empty icon={missing ? CloudOff : Bug} title={t(missing ? 'error.missing.title' : 'error.title')}>
        <p>{t(missing ? 'error.missing.text' : 'error.text')}</p>
        <Button mt="md" onClick={() => location.reload()}>
          {t('error.reload')}
        </Button>
      </Empty>
    </main>
  )
}

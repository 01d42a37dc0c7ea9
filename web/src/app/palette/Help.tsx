import '@mantine/core/styles/InlineInput.css'
import '@mantine/core/styles/Switch.css'
import { Modal, Switch } from '@mantine/core'
import { isPlain, plainKeys, useAllActions } from '@/shared/actions'
import { useT } from '@/shared/i18n'
import { usePreference } from '@/shared/preference'
import { Keys } from '@/shared/ui'
import classes from './help.module.css'

/** Every key that does something here and now. */
export function Help({ onClose }: { onClose: () => void }) {
  const t = useT()
  const plain = usePreference(plainKeys)
  const actions = useAllActions().filter(a => a.keys)
  const typing = [
    { id: 'send', label: 'help.send', keys: 'Enter' },
    { id: 'line', label: 'help.newline', keys: 'Shift+Enter' },
    { id: 'leave', label: 'help.leave', keys: 'Escape' },
  ] as const
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('help.title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <dl className={classes.list}>
        {[...actions, ...typing].map(a => (
          <div key={a.id} data-off={!plain && isPlain(a.keys ?? '')}>
            <dt>{t(a.label)}</dt>
            <dd>
              <Keys keys={a.keys ?? ''} />
              <span className="sr-only">{a.keys}</span>
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="md"
        label={t('help.plain')}
        checked={plain}
        onChange={e => plainKeys.set(e.currentTarget.checked)}
      />
    </Modal>
  )
}

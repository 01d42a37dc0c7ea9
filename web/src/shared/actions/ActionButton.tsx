import { ActionIcon, Button, Tooltip } from '@mantine/core'
import type { Ref } from 'react'
import { useT } from '@/shared/i18n'
import { Keys } from '@/shared/ui/Keys'
import type { Action } from './actions'

interface Props {
  action: Action
  kind?: 'icon' | 'labelled' | 'primary'
  color?: string
  ref?: Ref<HTMLButtonElement>
}

/** An action as a button: name for screen readers, key in the hint. */
export function ActionButton({ action, kind = 'icon', color, ref }: Props) {
  const t = useT()
  const label = t(action.label)
  const Icon = action.icon
  const hint = (
    <>
      {label} {action.keys && <Keys keys={action.keys} />}
    </>
  )
  const common = {
    ...(ref ? { ref } : {}),
    onClick: action.run,
    disabled: action.disabled === true,
    ...(action.keys ? { 'aria-keyshortcuts': ariaKeys(action.keys) } : {}),
    ...(color ? { color } : {}),
  }
  return (
    <Tooltip label={hint} openDelay={400}>
      {kind === 'icon' ? (
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} {...common}>
          <Icon size={18} aria-hidden />
        </ActionIcon>
      ) : (
        <Button
          size="compact-sm"
          h={32}
          px={10}
          fw={500}
          variant={kind === 'primary' ? 'filled' : 'default'}
          leftSection={<Icon size={16} aria-hidden />}
          {...common}
        >
          {label}
        </Button>
      )}
    </Tooltip>
  )
}

const ariaKeys = (keys: string) => keys.replace('mod', 'Control').replace('alt', 'Alt')

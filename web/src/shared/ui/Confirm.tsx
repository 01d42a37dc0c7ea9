import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from '@/shared/i18n'
import classes from './ui.module.css'

interface Props {
  opened: boolean
  title: string
  confirm: string
  danger?: boolean
  busy?: boolean
  /** What is chosen so far cannot be done. */
  disabled?: boolean
  size?: 'sm' | 'md'
  onConfirm: () => void
  onClose: () => void
  children: ReactNode
}

/** Asks before something is done; cancelling leaves everything as it was. */
export function Confirm({ size = 'sm', ...props }: Props) {
  const { opened, title, confirm, danger, busy, disabled = false, onConfirm, onClose, children } = props
  const t = useT()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      size={size}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={classes.asked}>{children}</div>
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          data-autofocus
          loading={busy === true}
          disabled={disabled}
          {...(danger ? { color: 'red.9' } : {})}
          onClick={onConfirm}
        >
          {confirm}
        </Button>
      </Group>
    </Modal>
  )
}

import { ActionIcon, Group, Modal } from '@mantine/core'
import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import type { File } from '@/api'
import { useT } from '@/shared/i18n'

interface Props {
  images: readonly File[]
  start: number
  onClose: () => void
}

export function Lightbox({ images, start, onClose }: Props) {
  const t = useT()
  const [at, setAt] = useState(start)
  const image = images[at]
  if (!image) return null
  const step = (by: number) => setAt(a => Math.min(images.length - 1, Math.max(0, a + by)))
  const keys = (e: KeyboardEvent) => {
    if (e.key === 'ArrowLeft') step(-1)
    if (e.key === 'ArrowRight') step(1)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={image.name}
      size="auto"
      centered
      onKeyDown={keys}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <img
        src={image.url}
        alt={image.name}
        style={{ display: 'block', maxWidth: '88vw', maxHeight: '76dvh', margin: '0 auto' }}
      />
      <Group justify="center" gap="sm" mt="sm">
        <ActionIcon
          variant="default"
          size={36}
          disabled={at === 0}
          onClick={() => step(-1)}
          aria-label={t('file.previous')}
        >
          <ChevronLeft size={18} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={36}
          component="a"
          href={image.url}
          download={image.name}
          aria-label={t('file.download')}
        >
          <Download size={18} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={36}
          disabled={at === images.length - 1}
          onClick={() => step(1)}
          aria-label={t('file.next')}
        >
          <ChevronRight size={18} />
        </ActionIcon>
      </Group>
    </Modal>
  )
}

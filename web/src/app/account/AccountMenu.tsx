import { Menu, useMantineColorScheme } from '@mantine/core'
import {
  Bell,
  CircleHelp,
  Languages,
  LogOut,
  Monitor,
  Moon,
  SlidersHorizontal,
  Sun,
  Volume2,
  VolumeX,
} from 'lucide-react'
import { desktopNotices, setDesktopNotices, sound } from '@/features/workspace'
import { localeNames, locales, useLocale, useT, wordsFor } from '@/shared/i18n'
import { usePreference } from '@/shared/preference'
import { useMe } from '@/shared/session'
import { Avatar } from '@/shared/ui'
import { showOverlay } from '../overlay'
import shell from '../shell.module.css'
import { useChangeLocale } from './locale'
import { useSignOut } from './signOut'

/** Who I am here, how the desk looks and sounds, and the way out. */
export function AccountMenu() {
  const t = useT()
  const me = useMe()
  const signOut = useSignOut()
  const audible = usePreference(sound)
  const notices = usePreference(desktopNotices)
  return (
    <Menu position="right-end" width={240}>
      <Menu.Target>
        <button type="button" className={shell.railLink} aria-label={t('account.menu', { name: me.name })}>
          <Avatar name={me.name} size={28} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name} · {me.role_name || (wordsFor('role', me.role) ?? me.role)}
        </Menu.Label>
        <Menu.Item
          closeMenuOnClick={false}
          leftSection={audible ? <Volume2 size={16} /> : <VolumeX size={16} />}
          onClick={() => sound.set(!audible)}
        >
          {t(audible ? 'account.sound.on' : 'account.sound.off')}
        </Menu.Item>
        <Menu.Item
          closeMenuOnClick={false}
          leftSection={<Bell size={16} />}
          onClick={() => setDesktopNotices(!notices)}
        >
          {t(notices ? 'account.notices.on' : 'account.notices.off')}
        </Menu.Item>
        <Scheme />
        <Language />
        <Menu.Divider />
        <Menu.Item leftSection={<SlidersHorizontal size={16} />} onClick={() => showOverlay('preferences')}>
          {t('account.preferences')}
        </Menu.Item>
        <Menu.Item leftSection={<CircleHelp size={16} />} onClick={() => showOverlay('help')}>
          {t('help.title')}
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={16} />} onClick={signOut}>
          {t('account.signout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const nextScheme = { auto: 'light', light: 'dark', dark: 'auto' } as const

function Scheme() {
  const t = useT()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = { auto: Monitor, light: Sun, dark: Moon }[colorScheme]
  return (
    <Menu.Item
      closeMenuOnClick={false}
      leftSection={<Icon size={16} />}
      onClick={() => setColorScheme(nextScheme[colorScheme])}
    >
      {t(`account.scheme.${colorScheme}`)}
    </Menu.Item>
  )
}

function Language() {
  const t = useT()
  const current = useLocale()
  const change = useChangeLocale()
  const next = locales[(locales.indexOf(current) + 1) % locales.length] ?? 'pt-BR'
  return (
    <Menu.Item closeMenuOnClick={false} leftSection={<Languages size={16} />} onClick={() => change(next)}>
      {t('account.language', { name: localeNames[current] })}
    </Menu.Item>
  )
}

import type { ReactNode } from 'react'
import { localeNames, locales, setLocale, useLocale, useT } from '@/shared/i18n'
import classes from './door.module.css'

/** The page in front of the desk. */
export function Door({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const t = useT()
  const current = useLocale()
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <h1>{title}</h1>
        <p className={classes.text}>{text}</p>
        {children}
      </div>
      <fieldset className={classes.languages}>
        <legend className="sr-only">{t('account.language.choose')}</legend>
        {locales.map(l => (
          <button
            key={l}
            type="button"
            lang={l}
            aria-pressed={l === current}
            onClick={() => void setLocale(l)}
          >
            {localeNames[l]}
          </button>
        ))}
      </fieldset>
    </main>
  )
}

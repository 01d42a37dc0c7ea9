import './app/styles'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { rememberedLocale, setLocale } from './shared/i18n'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

void setLocale(rememberedLocale()).finally(() => createRoot(root).render(<App />))

export const ptBR = { 'settings.title': 'Configurações' } as const

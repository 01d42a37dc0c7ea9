package report

import (
	"strings"

	"pronto/internal/desk"
)

// words are the titles of columns and what else an export says, in Portuguese,
// Swedish and English. A page shows the same titles, so that a table and its
// export call a figure alike.
var words = map[string][3]string{
	"blip_online":          {"Online", "Online", "Online"},
	"blip_paused":          {"Em pausa", "Paus", "On break"},
	"blip_invisible":       {"Invisível", "Osynlig", "Invisible"},
	"blip_offline":         {"Offline", "Offline", "Offline"},
	"puzzel_ready":         {"Ready", "Ledig", "Ready"},
	"puzzel_connecting":    {"Connecting", "Connecting", "Connecting"},
	"puzzel_connected":     {"Connected", "Connected", "Connected"},
	"puzzel_wrap_up":       {"Wrap-up", "Efterbehandling", "Wrap-up"},
	"puzzel_busy":          {"Busy", "Busy", "Busy"},
	"puzzel_no_answer":     {"No answer", "Inget svar", "No answer"},
	"puzzel_pause":         {"Pause", "Paus (Puzzel)", "Pause"},
	"puzzel_logged_off":    {"Desconectado (Puzzel)", "Utloggad", "Logged off"},
	"smartspace_available": {"Disponível", "Tillgänglig", "Available"},
	"smartspace_paused":    {"Pausa", "Paus (alla köer)", "Paused in all queues"},
	"smartspace_inactive":  {"Inativo", "Inaktiv", "Inactive"},
	"smartspace_offline":   {"Offline (filas)", "Offline (köer)", "Offline (queues)"},

	"pauses":        {"Pausas", "Pauser", "Breaks"},
	"pause":         {"Pausa: {name}", "Paus: {name}", "Break: {name}"},
	"pause_without": {"Pausa sem motivo", "Paus utan orsak", "Break without a reason"},
	"overrun":       {"Pausa excedida", "Överskriden paus", "Break overrun"},
	"overruns":      {"Pausas excedidas", "Överskridna pauser", "Breaks overrun"},

	"contact":     {"Tempo em atendimento", "Tid med kund", "Contact time"},
	"idle":        {"Tempo ocioso disponível", "Ledig väntetid", "Idle time"},
	"occupancy":   {"Ocupação", "Beläggning", "Occupancy"},
	"concurrency": {"Atendimentos simultâneos", "Samtidiga ärenden", "Concurrency"},

	"signed_in":        {"Tempo na fila", "Tid i kön", "Signed-in time"},
	"signed_in_paused": {"Tempo em pausa na fila", "Paus i kön", "Paused in the queue"},
	"signed_in_queue":  {"Dentro da fila: {name}", "I kön: {name}", "In queue: {name}"},

	"entered":         {"Entraram na fila", "Kom in i kön", "Entered the queue"},
	"answered":        {"Atendidos", "Besvarade", "Answered"},
	"abandoned":       {"Abandonados na fila", "Övergivna i kön", "Abandoned in queue"},
	"flowed_out":      {"Saíram para outra fila", "Flyttade ur kön", "Flowed out"},
	"waiting":         {"Ainda na fila", "Väntar ännu", "Still waiting"},
	"service_level_1": {"Nível de serviço ({seconds} s, variante 1)", "Servicenivå ({seconds} s, variant 1)", "Service level ({seconds} s, variant 1)"},
	"service_level_2": {"Nível de serviço ({seconds} s, variante 2)", "Servicenivå ({seconds} s, variant 2)", "Service level ({seconds} s, variant 2)"},
	"service_level_3": {"Nível de serviço ({seconds} s, variante 3)", "Servicenivå ({seconds} s, variant 3)", "Service level ({seconds} s, variant 3)"},
	"service_level_4": {"Nível de serviço ({seconds} s, variante 4)", "Servicenivå ({seconds} s, variant 4)", "Service level ({seconds} s, variant 4)"},
	"abandonment":     {"Taxa de abandono", "Andel övergivna", "Abandonment rate"},
	"wait_answered":   {"Espera dos atendidos (TME)", "Väntetid, besvarade", "Wait of answered (ASA)"},
	"wait_abandoned":  {"Espera dos abandonados", "Väntetid, övergivna", "Wait of abandoned"},
	"longest_wait":    {"Maior espera", "Längsta väntan", "Longest wait"},

	"assigned":                  {"Atribuídos", "Tilldelade", "Assigned"},
	"handled":                   {"Finalizados", "Avslutade", "Handled"},
	"archived":                  {"Arquivados", "Arkiverade", "Archived"},
	"returned":                  {"Devolvidos à fila", "Återlämnade", "Returned to queue"},
	"moved":                     {"Transferidos adiante", "Överförda vidare", "Transferred onwards"},
	"handling_time":             {"Tempo médio de atendimento (TMA)", "Handläggningstid", "Handling time (AHT)"},
	"first_response":            {"Primeira resposta, média", "Första svar, medel", "First response, mean"},
	"first_response_median":     {"Primeira resposta, mediana", "Första svar, median", "First response, median"},
	"first_response_p90":        {"Primeira resposta, p90", "Första svar, p90", "First response, p90"},
	"transferred_legs":          {"Etapas abertas por transferência", "Steg genom överföring", "Legs opened by transfer"},
	"transferred_conversations": {"Atendimentos transferidos", "Överförda ärenden", "Conversations transferred"},

	"offered":             {"Oferecidos", "Erbjudna", "Offered"},
	"offers_answered":     {"Ofertas aceitas", "Accepterade", "Offers answered"},
	"offers_declined":     {"Ofertas recusadas", "Avvisade", "Offers declined"},
	"offers_not_answered": {"Ofertas não atendidas", "Ej besvarade", "Offers not answered"},
	"offers_withdrawn":    {"Ofertas retiradas", "Återtagna", "Offers withdrawn"},
	"answer_rate":         {"Taxa de aceitação", "Svarsandel", "Answer rate"},
	"decline_rate":        {"Taxa de recusa", "Andel avvisade", "Decline rate"},
	"no_answer_rate":      {"Taxa de não atendimento", "Andel ej besvarade", "No-answer rate"},

	// What only an export says.
	"agents":         {"Atendentes", "Agenter", "Agents"},
	"queues":         {"Filas", "Köer", "Queues"},
	"intervals":      {"Intervalos", "Intervall", "Intervals"},
	"days":           {"Dias", "Dagar", "Days"},
	"breaks":         {"Pausas NR-17", "Raster", "Statutory breaks"},
	"agent":          {"Atendente", "Agent", "Agent"},
	"queue":          {"Fila", "Kö", "Queue"},
	"channel":        {"Canal", "Kanal", "Channel"},
	"start":          {"Início", "Början", "Start"},
	"end":            {"Fim", "Slut", "End"},
	"day":            {"Dia", "Dag", "Day"},
	"about":          {"Sobre", "Om", "About"},
	"company":        {"Empresa", "Företag", "Company"},
	"report":         {"Relatório", "Rapport", "Report"},
	"period":         {"Período", "Period", "Period"},
	"zone":           {"Fuso horário", "Tidszon", "Time zone"},
	"until":          {"Contado até", "Räknat till", "Counted until"},
	"split":          {"Dividido por", "Uppdelat per", "Divided by"},
	"figure":         {"Coluna", "Kolumn", "Column"},
	"formula":        {"Como é calculado", "Hur det räknas", "How it is counted"},
	"not_by_channel": {"O canal escolhido não muda este valor.", "Den valda kanalen ändrar inte detta värde.", "The chosen channel does not change this value."},
	"total":          {"Total", "Totalt", "Total"},
	"numerator":      {"{name} – numerador", "{name} – täljare", "{name} – numerator"},
	"denominator":    {"{name} – denominador", "{name} – nämnare", "{name} – denominator"},
	"values":         {"{name} – casos", "{name} – antal", "{name} – cases"},
	"worked":         {"Jornada trabalhada", "Arbetad tid", "Shift worked"},
	"planned":        {"Jornada prevista", "Planerad tid", "Shift planned"},
	"breaks_due":     {"Pausas devidas", "Raster att ta", "Breaks due"},
	"breaks_kept":    {"Pausas cumpridas", "Raster tagna", "Breaks kept"},
	"breaks_missed":  {"Pausas perdidas", "Raster missade", "Breaks missed"},
	"meals_due":      {"Refeições devidas", "Måltider att ta", "Meals due"},
	"meals_kept":     {"Refeições cumpridas", "Måltider tagna", "Meals kept"},
	"meals_missed":   {"Refeições perdidas", "Måltider missade", "Meals missed"},
	"pause_number":   {"Pausa {name}", "Paus {name}", "Break {name}"},
	"pause_reason":   {"Pausa {name} – motivo", "Paus {name} – orsak", "Break {name} – reason"},
	"pause_length":   {"Pausa {name} – duração", "Paus {name} – längd", "Break {name} – length"},
	"pause_as":       {"Pausa {name} – conta como", "Paus {name} – räknas som", "Break {name} – counts as"},
	"as_break":       {"pausa", "rast", "break"},
	"as_meal":        {"refeição", "måltid", "meal"},
	"too_short":      {"curta demais", "för kort", "too short"},
	"too_early":      {"cedo demais", "för tidigt", "too early"},
	"too_late":       {"tarde demais", "för sent", "too late"},
	"not_needed":     {"além das devidas", "utöver de som krävs", "more than is due"},
	"work":           {"não conta como pausa", "räknas inte som rast", "does not count"},
	"goes_on":        {"em andamento", "pågår", "goes on"},
}

// titled is what something is called in a language, with what it is told.
func titled(key, locale string, told map[string]string) string {
	return worded(words, key, locale, told)
}

func worded(words map[string][3]string, key, locale string, told map[string]string) string {
	list, ok := words[key]
	if !ok {
		return key
	}
	text := list[2]
	switch desk.Locale(locale) {
	case desk.Portuguese:
		text = list[0]
	case desk.Swedish:
		text = list[1]
	case desk.English:
	}
	for k, v := range told {
		text = strings.ReplaceAll(text, "{"+k+"}", v)
	}
	return text
}

package report

// formulas say how figures are counted, in Portuguese, Swedish and English: on the
// page, and in an export.
var formulas = map[string][3]string{
	"blip_online": {
		"Soma dos períodos em que o status foi Online.",
		"Summan av perioderna då statusen var Online.",
		"Sum of the stretches in which the status was Online.",
	},
	"blip_paused": {
		"Soma dos períodos em que o status foi Em pausa.",
		"Summan av perioderna då statusen var Paus.",
		"Sum of the stretches in which the status was On break.",
	},
	"blip_invisible": {
		"Soma dos períodos em que o status foi Invisível.",
		"Summan av perioderna då statusen var Osynlig.",
		"Sum of the stretches in which the status was Invisible.",
	},
	"blip_offline": {
		"Soma dos períodos com o desk fechado ou a conexão perdida além da tolerância.",
		"Summan av perioderna då desken var stängd eller anslutningen bruten längre än toleransen.",
		"Sum of the stretches with the desk closed, or the connection lost beyond the grace.",
	},
	"puzzel_ready": {
		"Soma dos períodos com o status de telefonia Ready.",
		"Summan av perioderna med telefonistatusen Ready.",
		"Sum of the stretches with the telephony status Ready.",
	},
	"puzzel_connecting": {
		"Soma dos períodos com o status de telefonia Connecting.",
		"Summan av perioderna med telefonistatusen Connecting.",
		"Sum of the stretches with the telephony status Connecting.",
	},
	"puzzel_connected": {
		"Soma dos períodos com o status de telefonia Connected.",
		"Summan av perioderna med telefonistatusen Connected.",
		"Sum of the stretches with the telephony status Connected.",
	},
	"puzzel_wrap_up": {
		"Soma dos períodos com o status de telefonia Wrap-up.",
		"Summan av perioderna med telefonistatusen Wrap-up.",
		"Sum of the stretches with the telephony status Wrap-up.",
	},
	"puzzel_busy": {
		"Soma dos períodos com o status de telefonia Busy.",
		"Summan av perioderna med telefonistatusen Busy.",
		"Sum of the stretches with the telephony status Busy.",
	},
	"puzzel_no_answer": {
		"Soma dos períodos com o status de telefonia No answer.",
		"Summan av perioderna med telefonistatusen No answer.",
		"Sum of the stretches with the telephony status No answer.",
	},
	"puzzel_pause": {
		"Soma dos períodos com o status de telefonia Pause.",
		"Summan av perioderna med telefonistatusen Pause.",
		"Sum of the stretches with the telephony status Pause.",
	},
	"puzzel_logged_off": {
		"Soma dos períodos com o status de telefonia Logged off.",
		"Summan av perioderna med telefonistatusen Logged off.",
		"Sum of the stretches with the telephony status Logged off.",
	},
	"smartspace_available": {
		"Soma dos períodos conectado e dentro de uma ou mais filas.",
		"Summan av perioderna inloggad i en eller flera köer.",
		"Sum of the stretches signed in to one or more queues.",
	},
	"smartspace_paused": {
		"Soma dos períodos em pausa em todas as filas.",
		"Summan av perioderna med paus i alla köer.",
		"Sum of the stretches paused in all queues.",
	},
	"smartspace_inactive": {
		"Soma dos períodos com a conexão interrompida.",
		"Summan av perioderna med bruten anslutning.",
		"Sum of the stretches with the connection interrupted.",
	},
	"smartspace_offline": {
		"Soma dos períodos fora de todas as filas.",
		"Summan av perioderna utanför alla köer.",
		"Sum of the stretches in no queue.",
	},
	"pauses": {
		"Pausas que começaram no período.",
		"Pauser som började under perioden.",
		"Breaks that began in the period.",
	},
	"pause": {
		"Soma do tempo em pausa com o motivo {name}.",
		"Summan av paustiden med orsaken {name}.",
		"Sum of the time on break for the reason {name}.",
	},
	"pause_without": {
		"Soma do tempo em pausa sem motivo.",
		"Summan av paustiden utan orsak.",
		"Sum of the time on break without a reason.",
	},
	"overrun": {
		"Soma, por pausa, do que passou da duração prevista do motivo: máx(0, duração − prevista).",
		"Summan per paus av det som översteg orsakens planerade längd: max(0, längd − planerad).",
		"Sum, per break, of what passed the planned length of its reason: max(0, length − planned).",
	},
	"overruns": {
		"Pausas que passaram da duração prevista no período.",
		"Pauser som passerade sin planerade längd under perioden.",
		"Breaks that passed their planned length in the period.",
	},
	"contact": {
		"Tempo com ao menos um atendimento aberto ou em ligação, pós-atendimento incluído. Simultâneos contam uma vez só.",
		"Tid med minst ett öppet ärende eller samtal, efterbehandling inräknad. Samtidiga räknas en gång.",
		"Time with at least one open conversation or a call, wrap-up included. Several at once count once.",
	},
	"idle": {
		"Tempo disponível, sem atendimento nem oferta pendente.",
		"Tillgänglig tid utan ärende eller väntande erbjudande.",
		"Available time without a conversation or a pending offer.",
	},
	"occupancy": {
		"Tempo em atendimento ÷ (tempo em atendimento + tempo ocioso disponível). Simultâneos contam uma vez só.",
		"Tid med kund ÷ (tid med kund + ledig väntetid). Samtidiga räknas en gång.",
		"Contact time ÷ (contact time + idle available time). Several at once count once.",
	},
	"concurrency": {
		"Soma do tempo de cada atendimento aberto ÷ tempo em atendimento.",
		"Summan av tiden för varje öppet ärende ÷ tid med kund.",
		"Sum of the time of each open conversation ÷ contact time.",
	},
	"signed_in": {
		"Soma do tempo dentro da fila.",
		"Summan av tiden inloggad i kön.",
		"Sum of the time signed in to the queue.",
	},
	"signed_in_paused": {
		"Soma do tempo em pausa na fila.",
		"Summan av paustiden i kön.",
		"Sum of the time paused in the queue.",
	},
	"signed_in_queue": {
		"Soma do tempo dentro da fila {name}.",
		"Summan av tiden inloggad i kön {name}.",
		"Sum of the time signed in to the queue {name}.",
	},
	"entered": {
		"Etapas que entraram na fila no período.",
		"Steg som kom in i kön under perioden.",
		"Legs that entered the queue in the period.",
	},
	"answered": {
		"Das que entraram na fila no período, as que um atendente recebeu.",
		"Av dem som kom in i kön under perioden, de som en agent tog emot.",
		"Of those that entered the queue in the period, those that an agent received.",
	},
	"abandoned": {
		"Das que entraram no período, as que o cliente abandonou antes de ser atendido.",
		"Av dem som kom in under perioden, de som kunden övergav före svar.",
		"Of those that entered in the period, those the customer left before being answered.",
	},
	"flowed_out": {
		"Das que entraram no período, as que saíram da fila sem atendimento nem abandono: transferidas ou encerradas.",
		"Av dem som kom in under perioden, de som lämnade kön utan svar och utan att överges: flyttade eller avslutade.",
		"Of those that entered in the period, those that left the queue neither answered nor abandoned: moved or ended.",
	},
	"waiting": {
		"Das que entraram no período, as que ainda esperam.",
		"Av dem som kom in under perioden, de som ännu väntar.",
		"Of those that entered in the period, those that still wait.",
	},
	"service_level_1": {
		"Variante 1: (atendidas em até {seconds} s + abandonadas em até {seconds} s) ÷ (atendidas + abandonadas).",
		"Variant 1: (besvarade inom {seconds} s + övergivna inom {seconds} s) ÷ (besvarade + övergivna).",
		"Variant 1: (answered within {seconds} s + abandoned within {seconds} s) ÷ (answered + abandoned).",
	},
	"service_level_2": {
		"Variante 2: atendidas em até {seconds} s ÷ atendidas. Não vê os abandonos.",
		"Variant 2: besvarade inom {seconds} s ÷ besvarade. Ser inte övergivna.",
		"Variant 2: answered within {seconds} s ÷ answered. It does not see abandonment.",
	},
	"service_level_3": {
		"Variante 3: atendidas em até {seconds} s ÷ (atendidas + abandonadas).",
		"Variant 3: besvarade inom {seconds} s ÷ (besvarade + övergivna).",
		"Variant 3: answered within {seconds} s ÷ (answered + abandoned).",
	},
	"service_level_4": {
		"Variante 4: atendidas em até {seconds} s ÷ (atendidas + abandonadas depois de {seconds} s).",
		"Variant 4: besvarade inom {seconds} s ÷ (besvarade + övergivna efter {seconds} s).",
		"Variant 4: answered within {seconds} s ÷ (answered + abandoned after {seconds} s).",
	},
	"abandonment": {
		"Abandonadas na fila ÷ entradas na fila.",
		"Övergivna i kön ÷ inkomna i kön.",
		"Abandoned in the queue ÷ entered the queue.",
	},
	"wait_answered": {
		"Soma da espera das atendidas ÷ atendidas.",
		"Summan av väntan för besvarade ÷ besvarade.",
		"Sum of the wait of the answered ÷ answered.",
	},
	"wait_abandoned": {
		"Soma da espera das abandonadas ÷ abandonadas.",
		"Summan av väntan för övergivna ÷ övergivna.",
		"Sum of the wait of the abandoned ÷ abandoned.",
	},
	"longest_wait": {
		"A maior espera entre as que entraram no período; de quem ainda espera, até agora.",
		"Den längsta väntan bland dem som kom in under perioden; för den som väntar, hittills.",
		"The longest wait of those that entered in the period; of one that still waits, so far.",
	},
	"assigned": {
		"Etapas atribuídas a um atendente no período.",
		"Steg som tilldelades en agent under perioden.",
		"Legs assigned to an agent in the period.",
	},
	"handled": {
		"Etapas que um atendente finalizou no período. As arquivadas não contam.",
		"Steg som en agent avslutade under perioden. Arkiverade räknas inte.",
		"Legs that an agent finished in the period. Archived ones do not count.",
	},
	"archived": {
		"Etapas que um atendente arquivou no período.",
		"Steg som en agent arkiverade under perioden.",
		"Legs that an agent archived in the period.",
	},
	"returned": {
		"Etapas devolvidas à fila no período.",
		"Steg som lämnades tillbaka till kön under perioden.",
		"Legs returned to the queue in the period.",
	},
	"handling_time": {
		"Soma do tempo da atribuição ao fim ÷ etapas finalizadas no período.",
		"Summan av tiden från tilldelning till slut ÷ avslutade steg under perioden.",
		"Sum of the time from assignment to end ÷ legs finished in the period.",
	},
	"first_response": {
		"Média da abertura do atendimento até a primeira mensagem de um atendente; mensagens automáticas não contam.",
		"Medelvärde från ärendets början till en agents första meddelande; automatiska meddelanden räknas inte.",
		"Mean from the opening of the conversation to an agent’s first message; automatic messages do not count.",
	},
	"first_response_median": {
		"Mediana da abertura do atendimento até a primeira mensagem de um atendente; mensagens automáticas não contam.",
		"Median från ärendets början till en agents första meddelande; automatiska meddelanden räknas inte.",
		"Median from the opening of the conversation to an agent’s first message; automatic messages do not count.",
	},
	"first_response_p90": {
		"O tempo que 9 em cada 10 não passam, da abertura do atendimento até a primeira mensagem de um atendente; mensagens automáticas não contam.",
		"Tiden som 9 av 10 inte överskrider, från ärendets början till en agents första meddelande; automatiska meddelanden räknas inte.",
		"The time that 9 in 10 do not pass, from the opening of the conversation to an agent’s first message; automatic messages do not count.",
	},
	"transferred_legs": {
		"Etapas abertas por transferência ÷ etapas iniciadas no período, também as que ninguém atendeu.",
		"Steg som började genom överföring ÷ steg som började under perioden, även de som ingen tog.",
		"Legs opened by transfer ÷ legs that began in the period, also those that nobody took.",
	},
	"transferred_conversations": {
		"Atendimentos encerrados com transferência ÷ atendimentos encerrados no período, também os abandonados.",
		"Avslutade ärenden med överföring ÷ ärenden avslutade under perioden, även de övergivna.",
		"Ended conversations with a transfer ÷ conversations ended in the period, abandoned ones included.",
	},
	"offered": {
		"Ofertas do período que o atendente teve chance de responder: aceitas + recusadas + não atendidas. As retiradas e as que ainda tocam não contam.",
		"Periodens erbjudanden som agenten hade en chans att svara på: accepterade + avvisade + ej besvarade. Återtagna och de som ännu väntar räknas inte.",
		"The period’s offers that the agent had a chance to answer: accepted + declined + not answered. Those withdrawn, and those still pending, do not count.",
	},
	"offers_answered": {
		"Das ofertas do período, as aceitas.",
		"Av periodens erbjudanden, de accepterade.",
		"Of the period’s offers, those accepted.",
	},
	"offers_declined": {
		"Das ofertas do período, as recusadas.",
		"Av periodens erbjudanden, de avvisade.",
		"Of the period’s offers, those declined.",
	},
	"offers_not_answered": {
		"Das ofertas do período, as que expiraram sem resposta.",
		"Av periodens erbjudanden, de som gick ut utan svar.",
		"Of the period’s offers, those that ran out unanswered.",
	},
	"offers_withdrawn": {
		"Ofertas do período retiradas antes da resposta: o cliente saiu, o atendimento foi movido, o atendente pausou ou saiu. Não são falta de ninguém.",
		"Periodens erbjudanden som togs tillbaka före svar: kunden gick, ärendet flyttades, agenten pausade eller gick. Ingens fel.",
		"The period’s offers withdrawn before an answer: the customer left, the conversation was moved, the agent paused or left. Nobody’s fault.",
	},
	"answer_rate": {
		"Ofertas aceitas ÷ (aceitas + recusadas + não atendidas). As retiradas (o cliente saiu, o atendimento foi movido, o atendente pausou ou saiu) não contam.",
		"Accepterade ÷ (accepterade + avvisade + ej besvarade). Återtagna (kunden gick, ärendet flyttades, agenten pausade eller gick) räknas inte.",
		"Offers accepted ÷ (accepted + declined + not answered). Those withdrawn (the customer left, the conversation was moved, the agent paused or left) do not count.",
	},
	"decline_rate": {
		"Ofertas recusadas ÷ (aceitas + recusadas + não atendidas). As retiradas (o cliente saiu, o atendimento foi movido, o atendente pausou ou saiu) não contam.",
		"Avvisade ÷ (accepterade + avvisade + ej besvarade). Återtagna (kunden gick, ärendet flyttades, agenten pausade eller gick) räknas inte.",
		"Offers declined ÷ (accepted + declined + not answered). Those withdrawn (the customer left, the conversation was moved, the agent paused or left) do not count.",
	},
	"no_answer_rate": {
		"Ofertas não atendidas ÷ (aceitas + recusadas + não atendidas). As retiradas (o cliente saiu, o atendimento foi movido, o atendente pausou ou saiu) não contam.",
		"Ej besvarade ÷ (accepterade + avvisade + ej besvarade). Återtagna (kunden gick, ärendet flyttades, agenten pausade eller gick) räknas inte.",
		"Offers not answered ÷ (accepted + declined + not answered). Those withdrawn (the customer left, the conversation was moved, the agent paused or left) do not count.",
	},
	"moved": {
		"Etapas de um atendente que seguiram por transferência, no período, para outra fila ou pessoa.",
		"En agents steg som under perioden överfördes till en annan kö eller person.",
		"An agent’s legs that were transferred to another queue or person in the period.",
	},
}

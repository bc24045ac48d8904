import type { Lang, Lexicon } from './lexicon.ts'

/** What is asked for beside figures: forecasts, funnels, cohorts, and the list of what is measured. */
export const analysis: Readonly<Record<Lang, Lexicon>> = {
  en: {
    'do:forecast': `forecasts? | forecasted | forecasting | predict | predictions? | predicted | projections? | extrapolate`,
    'do:develops': `how (will|would|might|could|may) ~ (develop|evolve|grow|change|go on|continue|look)`,
    'do:funnel': `funnels? | (conversion|support) funnels? | drop ?offs? | drop ?off (rates?|points?) |
      where (do|did|are) we (lose|losing|lost) ~ (people|customers|users|viewers|them|most) |
      where (do|did) (people|customers|users|most|they) ~ (drop|get lost|leave|drop out|fall off)`,
    'do:cohorts': `cohorts? | cohort (analysis|table) | retention | (customer |contact )?retention( rates?)? | returning (customers|people|contacts|users) |
      repeat (customers|contacts) | (customers|people|contacts|users) who (come|came|write|wrote) (back|again) |
      how many (customers|people|contacts|users) ~ (come back|came back|write again|wrote again)`,
    'do:metrics': `(what|which) (metrics|figures|kpis|numbers) ~ (are there|exist|do you have|are available|do you know|are measured|can i ask|can be asked) |
      (list|show)( me)?( all| the| our)* (metrics|kpis) | (metrics|metric) catalogue`,
    'noun:contentSteps': `impressions | reach | engagements? | clicks | content | posts | publishing | social media`,
    'noun:talks': `conversations? | convos? | chats? | tickets? | messages? | support | inbox | customers? | answers?`,
  },
  de: {
    'do:forecast': `prognosen? | prognostizieren? | prognostiziere? | vorhersagen? | hochrechnung(en)? | vorausschau`,
    'do:develops': `wie ~ (entwickel(t|n) sich|sich ~ entwickeln|weitergehen|weitergeht)`,
    'do:funnel': `trichter | funnels? | absprungrate | absprungpunkte? | abbruchquote | wo (verlieren|verloren) wir ~ (leute|kunden|menschen|sie|die meisten) |
      wo (gehen|springen|steigen) ~ (verloren|ab|aus)`,
    'do:cohorts': `kohorten? | kohortenanalyse | retention | kundenbindung | bindungsrate | wiederkehrende (kunden|kontakte|leute) |
      wie viele (kunden|leute|kontakte|menschen) ~ (kommen wieder|kamen wieder|schreiben wieder|schrieben wieder|kommen zurück|wiedergekommen)`,
    'do:metrics': `welche (metriken|kennzahlen|kpis|zahlen) ~ (gibt|hast|kennst|messt|misst|kann) | (zeig|liste)( mir)?( alle| die| unsere)* (metriken|kennzahlen|kpis)`,
    'noun:contentSteps': `impressionen | reichweite | klicks | beiträge[ns]? | posts | inhalte[ns]?`,
    'noun:talks': `gespräche?n?s? | unterhaltung(en)? | konversation(en)? | chats? | tickets? | nachrichten | anfragen | support | posteingang | kunden`,
  },
  es: {
    'do:forecast': `pronósticos? | pronostica | predicción | predicciones | predice | previsión | previsiones | proyección`,
    'do:develops': `cómo ~ (evolucionarán?|crecerán?|cambiarán?|se desarrollarán?|va a evolucionar|van a evolucionar|va a crecer|van a crecer)`,
    'do:funnel': `embudos? | funnel | tasa de abandono | dónde (perdemos|perdimos|estamos perdiendo) ~ (gente|clientes|personas|más) |
      dónde se (van|pierden|pierde) ~ (gente|clientes|personas)`,
    'do:cohorts': `cohortes? | (tasa de )?retención | clientes recurrentes | clientes que (vuelven|volvieron) |
      cuántos clientes ~ (vuelven|volvieron|escribieron otra vez|vuelven a escribir)`,
    'do:metrics': `qué (métricas|indicadores|kpis|cifras) ~ (hay|tienes|existen|conoces|mides|medimos) | (muestra|lista)( me)?( todas| las| nuestras)* métricas`,
    'noun:contentSteps': `impresiones | alcance | clics | publicaciones | posts | contenido`,
    'noun:talks': `conversaciones | conversación | chats? | tickets? | mensajes | soporte | bandeja | clientes`,
  },
  fr: {
    'do:forecast': `prévisions? | prévois | pronostics? | prédis | prédictions? | projections?`,
    'do:develops': `comment ~ (vont évoluer|va évoluer|évolueront|évoluera|va se développer|vont se développer|va grandir|vont grandir)`,
    'do:funnel': `entonnoirs? | funnel | tunnel de conversion | taux d abandon | où (perdons nous|perd on|est ce qu on perd|avons nous perdu|on perd) ~ (gens|clients|personnes|plus) |
      où (partent|décrochent|abandonnent) ~ (gens|clients|personnes)`,
    'do:cohorts': `cohortes? | (taux de )?rétention | fidélisation | clients récurrents | clients qui (reviennent|sont revenus) |
      combien de clients ~ (reviennent|sont revenus|écrivent à nouveau|ont réécrit)`,
    'do:metrics': `quelles (métriques|mesures) | quels (indicateurs|kpis|chiffres) ~ (y a t il|existent|as tu|connais tu|mesures tu|avons nous) | (montre|liste)( moi)?( toutes| les| nos)* (métriques|indicateurs)`,
    'noun:contentSteps': `impressions | portée | clics | publications | posts | contenus?`,
    'noun:talks': `conversations? | chats? | tickets? | messages | support | boîte | clients`,
  },
}

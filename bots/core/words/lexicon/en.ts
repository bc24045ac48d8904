import type { Lexicon } from './lexicon.ts'

export const en: Lexicon = {
  'metric:impressions': `impressions? | imps | eyeballs | exposure | times (it was |we were )?(shown|displayed) |
    how (often|many times) ~ (shown|displayed|on screen)`,
  'metric:reach': `reach | reached | unique (viewers|users|people|accounts|views) | accounts reached |
    (people|ppl) reached | how many (people|ppl|users|folks|persons|accounts|humans|viewers) ~ (saw|seen|see|reached|reach) |
    how many did we reach | (people|ppl|users|folks) (that |who )?(saw|seen) | how many saw ~ | who saw`,
  'metric:views': `(video |story |stories )?views | view counts? | (video |story )?plays | viewed |
    how (often|many times) ~ (watch|watched|play|played|view|viewed)`,
  'metric:likes': `likes | like counts? | hearts | liked | reactions | thumbs ups`,
  'metric:comments': `comments | comment counts? | commented`,
  'metric:shares': `shares | shared | reposts? | reposted | share counts? | reshares`,
  'metric:saves': `saves | saved | bookmarks? | bookmarked`,
  'metric:engagements': `engagements? | interactions? | engaged | interacted`,
  'metric:engagement_rate': `engagement rates? | eng rate | e r | er | engagement (percent|percentage) | rate of engagement |
    interaction rate | engagement ratio`,
  'metric:clicks': `(link )?clicks? | clicked | click throughs? | link taps`,
  'metric:ctr': `ctr | click (through |thru )?rates? | clickthrough rates? | clickrate`,
  'metric:followers': `followers? | follower (count|number|total)s? | subscribers | subs | fans | fanbase |
    how many (people |ppl |users |accounts )?(do )?(follow|following|subscribe)( us)? | audience size | following us`,
  'metric:follower_growth': `followers? (growth|gains?|change|increase|loss|losses|development) | (net )?(new|gained|lost|net|added) (followers|subscribers|subs|fans) |
    (followers|subscribers|subs|fans) (were )?(gained|lost|won|added) | (gain|gained|lose|lost|grow|added|add|win|won|pick up|picked up) ~ (followers|subscribers|subs|fans) |
    (followers|subscribers|subs|fans) ~ (gain|gained|lose|lost|added|add|win|won|pick up|picked up) | audience growth |
    (net )?growth | how (much|fast) ~ (grow|grown|growing) | unfollows | net new | new follows | grew`,
  'metric:posts_published': `posts? (count|published|volume)s? | number of posts | posting (frequency|volume) | published posts |
    how many (posts|tweets|reels|stories|videos|carousels|shorts|things|pieces|times) ~ (publish|published|post|posted|put out|release|released|tweet|went out|go out|ship|push out) |
    how (much|often) (did|do|have) we (post|posted|publish|published|tweet|tweeted) | how many posts | posts went out |
    how many did we (post|publish)`,
  'metric:messages_received': `messages? | messages? received | dms | inbound | incoming messages? | msgs | inbound (messages?|dms) |
    message volume | how many people (wrote|messaged|contacted) ~ | received messages | direct messages`,
  'metric:conversations_opened': `(conversations|convos|tickets|chats|cases) (were )?(opened|started|begun|reopened|created|begin) |
    (new|opened|started|reopened) (conversations|convos|tickets|chats|cases|threads) |
    (conversations|convos|tickets|chats|cases) (came|come) in | how many (conversations|convos|tickets|chats|cases) |
    (conversation|convo|ticket|chat|case) (count|volume|numbers)s? | (conversations|convos|tickets|chats|cases) ~ (opened|open|started|start)`,
  'metric:first_response_time': `(first|1st) (response|reply|answer)s?( times?)? | (response|reply|answer|answering|reaction) (times?|speed) | frt |
    time to (first )?(reply|respond|response|answer) | how (fast|quick|quickly|slow|slowly|soon|speedy) ~ (answer|answering|answered|reply|replying|replied|respond|responding|responded|get back) |
    how long ~ (answer|reply|respond|first reply|get back|first answer|first response|wait) | how fast are we |
    (answers?|reply|replies|responds?) ~ (fastest|quickest|slowest|faster|slower|quicker)`,
  'metric:resolution_time': `(resolution|handling|closing|resolve) times? | time to (resolve|close|resolution|solve|fix) |
    how (long|fast|quick|quickly) ~ (close|closed|closing|resolve|resolved|resolving|solve|solved|solving|sort|wrap up|finish|fix)`,
  'metric:csat': `csat | customer satisfaction | satisfaction (scores?|ratings?)? | satisfaction | how (happy|satisfied) ~ (customers|people|clients|folks) |
    customer happiness | how (happy|satisfied) `,
  'metric:auto_reply_share': `(auto|automatic|automated) (reply|replies|response|answer|answers) (share|rate|percentage|ratio|quota) |
    (auto|automatic|automated) (reply|replies|response|responses|answers) | automation (share|rate) |
    (share|percent|percentage|part|proportion|much|many|fraction) ~ (bot|bots|rules|rule|automation|robot|automatically|automated|auto) ~ (answer|answered|handle|handled|reply|replied|solve|solved|respond|responded|deal|dealt) |
    (share|percent|percentage|part|proportion|much|many|fraction) ~ (answered|handled|replied|solved|dealt with) ~ (bot|bots|rules|rule|automation|robot|automatically|auto) |
    (answered|handled|replied to) (by|from) (the )?(bots?|rules|automation) | bot share | (answered|handled) automatically`,
  'metric:watch_time': `watch ?time | time watched | (minutes|hours) watched | viewing time | how long ~ (watch|watched|watching|viewed)`,
  'metric:spend': `spend | spent | spending | ad (spend|costs?) | costs? | budget (used|spent) | money spent | how much ~ (spend|spent|cost|costs|pay|paid) | spendings`,
  'metric:conversions': `conversions? | converted`,
  'metric:cpa': `cpa | costs? per (acquisition|conversion|action)`,
  'metric:roas': `roas | returns? on ad spend | ad return`,
  'metric:?': `share of voice | sov | bounce rates? | nps | net promoter( score)? | conversion rates? | cvr | cpm | cpc |
    costs? per (click|mille|thousand|lead|view|engagement) | roi | revenue | sales | turnover | profit | earnings | sessions | page ?views |
    (site|web|website|shop) (traffic|visits|visitors) | profile (visits|views) | sentiment (score|index) | brand (awareness|lift|sentiment|recall) |
    (brand )?mentions | hashtag (performance|usage|reach) | open rates? | email opens | earned media( value)? | emv | virality( score| rate)? |
    completion rates? | retention( rate)? | churn( rate)? | (average )?order values? | aov | ltv | lifetime value | demographics |
    age (groups?|breakdown|split) | gender( split| breakdown)? | unsubscribes? | exit rate | amplification rate | market share | footfall |
    dwell time | ad recall | search (volume|rankings?) | seo | app (installs|downloads) | downloads | (new )?leads | klout( score)? | orders |
    frequency cap | swipe ups? | profile taps | story exits | influencer score | purchases | add to carts? | visitors | traffic | trust score`,

  'platform:instagram': `instagram | insta | ig | instas? | igs | the gram | instagrams`,
  'platform:facebook': `facebook | fb | face book`,
  'platform:x': `x | twitter | x twitter | x com`,
  'platform:tiktok': `tiktok | tik tok | tt | ttok`,
  'platform:linkedin': `linkedin | linked in | li`,
  'platform:youtube': `youtube | yt | you tube`,
  'platform:telegram': `telegram | tg`,
  'platform:whatsapp': `whatsapp | whats app | wa | wapp`,
  'platform:messenger': `messenger | fb messenger | facebook messenger`,
  'platform:webchat': `webchat | web chat | website chat | chat widget | live chat | site chat | website widget`,
  'platform:?': `pinterest | snapchat | snap | reddit | bluesky | bsky | mastodon | tumblr | twitch | wechat | vkontakte | vk | xing | bereal |
    google (business|my business|ads|maps|reviews) | trustpilot | yelp | tripadvisor | on threads | threads account | clubhouse | myspace | substack | patreon | quora | weibo |
    kik | viber | vimeo | spotify | kakaotalk | rumble | truth social | signal`,
  'alsoPlatform:x': `tweets? | retweets? | tweeted | quote tweets?`,
  'alsoPlatform:tiktok': `tiktoks`,

  'format:reel': `reels?`,
  'format:story': `story | stories`,
  'format:carousel': `carousels? | slideshows?`,
  'format:image': `images? | photos? | pictures? | pics? | image posts?`,
  'format:video': `videos? | vids? | clips?`,
  'format:text': `text posts? | text only( posts?)? | texts`,
  'format:link': `link posts? | links`,
  'format:thread': `threads?`,
  'format:short': `shorts`,

  'by:platform': `platforms? | networks? | channels? | socials? | social networks?`,
  'by:account': `accounts? | profiles? | pages? | handles?`,
  'by:format': `formats? | post types? | content types? | types? of (posts?|content) | media types? | types?`,
  'by:day_of_week': `days? of (the )?week | weekdays? | dow | week ?days?`,
  'by:hour': `hours?( of (the )?day)? | times? of (the )?day | time slots? | hourly`,
  'by:campaign': `campaigns?`,
  'by:label': `labels? | tags? | topics?`,
  'by:post': `posts? | pieces? of content | tweets? | tiktoks | content pieces`,
  'best:time': `when (do|did|are|is) (we|people|customers|our \\w+) (getting|get|write|writing|online|active)( us)? the most | best time | best times | when should we post | when is the best time | best moment`,
  'best:day': `best day | worst day | which day | what day`,
  'grain:day': `daily | day by day | per day | by day | each day | by the day | a day | day to day`,
  'grain:week': `weekly | week by week | per week | by week | each week | by the week`,
  'grain:month': `monthly | month by month | per month | by month | each month`,
  'join:by': `by | per | for each | each | split (up )?by | broken down by | break( it| that| this)?( down)? by | grouped? by | for every | across | by each | split on | over all`,
  'join:compare': `vs | versus | against | compared? (to|with|against) | compare (it|that|this) (to|with|against) | than | relative to | over against | v s | in comparison (to|with)`,
  'join:compareLead': `compare | comparison of | contrast | how (do|does|did) ~ compare`,
  'join:or': `or | vs | versus | against | compared (to|with)`,
  'join:and': `and | n | & | plus`,
  'join:which': `which | what | whats the | whose`,

  'unit:minute': `minutes? | mins?`,
  'unit:hour': `hours? | hrs? | h`,
  'unit:day': `days?`,
  'unit:week': `weeks? | wks?`,
  'unit:month': `months? | mos | mths?`,
  'unit:quarter': `quarters? | qtrs?`,
  'unit:half': `half years? | halfs? | semesters?`,
  'unit:year': `years? | yrs?`,
  'unit:weekend': `weekends? | wkends? | week ends?`,
  'unit:fortnight': `fortnights?`,
  'rel:last': `last | past | previous | prior | preceding | prev | last full | last whole | last complete | last calendar | previous full`,
  'rel:this': `this | current | the current | the running`,
  'rel:next': `next | coming | upcoming | following | nxt`,
  'rel:beforeLast': `before last`,
  'rel:before': `before( that| it| then)? | prior | earlier | previous | preceding`,
  'rel:since': `since | starting from`,
  'rel:ago': `ago | back`,
  'rel:start': `(the )?(start|beginning) of`,
  'rel:soFar': `so far | to date | until now | up to now | till now`,
  'rel:toDate': `to date`,
  'rel:previous': `(the )?(previous|prior|preceding) (period|one|time|timeframe) | (the )?period before( that)? | (the )?time before( that)? | before | the one before`,
  'rel:sameLastYear': `(the )?same (time|period|week|month|quarter|dates?|days?|weeks|months|stretch|span|time of year|weekend|day)?( of| in| from)? ?(the )?(last|previous|prior) (year|yr) | last (year|yr) | (the )?previous year | (the )?prior year |
    (a|one) (year|yr) (ago|earlier|before) | (the )?(year|yr) before | (a|one) year back | yoy | year (over|on) year | y o y | last years`,
  'over:week': `wow | week (over|on) week | week to week | w o w`,
  'over:month': `mom | month (over|on) month | m o m`,
  'over:quarter': `qoq | quarter (over|on) quarter`,
  'over:day': `day (over|on) day`,
  'td:week': `wtd | week to date | so far this week | this week so far`,
  'td:month': `mtd | month to date | so far this month | this month so far`,
  'td:quarter': `qtd | quarter to date | so far this quarter | this quarter so far`,
  'td:half': `half year to date`,
  'td:year': `ytd | year to date | so far this year | this year so far`,
  'num:half:first': `first half( of| in)? | 1st half( of)?`,
  'num:half:second': `second half( of| in)? | 2nd half( of)? | last half of`,
  'range:from': `from | between | the`,
  'range:to': `to | and | until | till | til | through | thru | up to`,
  weekNo: `week( number| no)? | wk | cw | calendar week | w`,
  weekOf: `(the )?week (of|from|beginning|starting|commencing)( the| on)? | (the )?week that (had|has|started|began)( on)?`,
  weekAfter: `week`,
  'day:today': `today | todays | right now | rn | currently | now | at the moment | this morning | this afternoon | atm`,
  'day:tomorrow': `tomorrow | tmrw | tmr | tomorow | tmw | 2moro | tomorrows | 2morrow`,
  'day:afterTomorrow': `(the )?day after tomorrow | overmorrow`,
  'day:yesterday': `yesterday | yesterdays | yday | last night`,
  'day:beforeYesterday': `(the )?day before yesterday`,
  'day:tonight': `tonight | tonite | 2nite`,
  'weekday:1': `mondays? | mon`,
  'weekday:2': `tuesdays? | tues? | tue`,
  'weekday:3': `wednesdays? | weds? | wed`,
  'weekday:4': `thursdays? | thurs? | thu | thur`,
  'weekday:5': `fridays? | fri`,
  'weekday:6': `saturdays? | sat`,
  'weekday:7': `sundays? | sun`,
  'month:1': `january | jan`,
  'month:2': `february | feb`,
  'month:3': `march | mar`,
  'month:4': `april | apr`,
  'month:5': `may`,
  'month:6': `june | jun`,
  'month:7': `july | jul`,
  'month:8': `august | aug`,
  'month:9': `september | sept | sep`,
  'month:10': `october | oct`,
  'month:11': `november | nov`,
  'month:12': `december | dec`,
  'part:morning': `(in the )?mornings?`,
  'part:noon': `noon | midday | lunchtime | high noon`,
  'part:afternoon': `(in the )?afternoons?`,
  'part:evening': `(in the )?evenings? | (at )?night`,
  'part:midnight': `midnight`,
  'holiday:blackFriday': `black friday | bf | blackfriday | black fri`,
  'holiday:cyberMonday': `cyber monday | cybermonday`,
  'holiday:thanksgiving': `thanksgiving( day)? | turkey day`,
  'holiday:christmasEve': `(christmas|xmas) eve`,
  'holiday:christmas': `(christmas|xmas)( day)?`,
  'holiday:boxingDay': `boxing day`,
  'holiday:nye': `nye | new years? eve`,
  'holiday:newYear': `new years day | new years | new year`,
  'holiday:valentines': `valentines?( day)?`,
  'holiday:halloween': `halloween`,

  'num:1': `one | a | an | once`,
  'num:2': `two | a couple of | couple | twice`,
  'num:3': `three`,
  'num:4': `four`,
  'num:5': `five`,
  'num:6': `six`,
  'num:7': `seven`,
  'num:8': `eight`,
  'num:9': `nine`,
  'num:10': `ten`,
  'num:11': `eleven`,
  'num:12': `twelve`,
  'num:14': `fourteen`,
  'num:15': `fifteen`,
  'num:20': `twenty`,
  'num:24': `twenty four`,
  'num:28': `twenty eight`,
  'num:30': `thirty`,
  'num:45': `forty five`,
  'num:60': `sixty`,
  'num:90': `ninety`,
  'num:0.5': `half an | half a | half`,
  'ord:1': `first | 1st`,
  'ord:2': `second | 2nd`,
  'ord:3': `third | 3rd`,
  'ord:4': `fourth | 4th`,
  'ord:-1': `last`,
}

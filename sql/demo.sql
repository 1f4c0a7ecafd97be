-- demo.sql: the demo tenant, Shi Apartments. Everything in it is invented.
--
--   SHI_GATEWAY_SECRET=... psql -v ON_ERROR_STOP=1 -v url=http://127.0.0.1:8080 -d shi -f sql/demo.sql
--
-- Variables: url: where the sandbox is, which plays the provider of each channel. SHI_GATEWAY_SECRET, in the environment: what
-- all of them expect and show. gateway_url: the base URL of another WhatsApp gateway for channel 1, and idempotent: whether it
-- honours idempotencyKey (on, off). It can be run again: it then sets the channels anew and leaves the rest as the operator
-- has changed it.

\set ON_ERROR_STOP on
\getenv secret SHI_GATEWAY_SECRET
\if :{?url}
\else
    \set url http://127.0.0.1:8080
\endif
\if :{?gateway_url}
\else
    \set gateway_url :url/sandbox/gateway
\endif
\if :{?idempotent}
\else
    \set idempotent on
\endif
begin;
set local role shi_owner;
set local search_path = shi, pg_temp;

insert into tenant (tenant_id, name, language, greeting_he, greeting_en)
values (
    1, 'שי דירות ומשרדים', 'he',
    'שלום, אני לאה משי דירות ומשרדים. איך אפשר לעזור לך למצוא נכס?',
    'Hello, I am Leah from Shai Apartments and Offices. How can I help you find a property?')
on conflict do nothing;

select
    set_channel(1, 1, 'gateway', '1', :'gateway_url', null, null, :'idempotent'),
    set_channel(
        1, 2, 'cloud', '555000111222333', :'url' || '/sandbox/cloud', 'demo', '{"api_version": "v23.0"}'),
    set_channel(1, 3, 'evolution', 'demo', :'url' || '/sandbox/evolution', 'demo', null),
    set_channel(1, 4, 'waha', 'demo', :'url' || '/sandbox/waha', 'demo', null),
    set_channel(1, 5, 'gowa', '97235550104', :'url' || '/sandbox/gowa', 'demo', null),
    set_channel(1, 6, 'twilio', 'whatsapp:+97235550105', t.base_url, 'demo', t.settings),
    set_channel(1, 7, 'twilio', '+97235550106', t.base_url, 'demo', t.settings),
    set_channel(1, 8, 'sandbox', 'demo', :'url' || '/sandbox/channel', 'demo', null)
from (
    select :'url' || '/sandbox/twilio',
        jsonb_build_object(
            'account_sid', 'AC' || repeat('0', 32), 'public_url', :'url',
            'status_callback', :'url' || '/webhook/twilio/demo/status', 'typing_url', :'url' || '/sandbox/twilio')
) as t (base_url, settings)
\g /dev/null

select
    set_channel_secret(1, 1, s.secret, null, null),
    set_channel_secret(1, 2, s.secret, array[s.secret], s.secret),
    set_channel_secret(1, 3, s.secret, array[s.secret], null),
    set_channel_secret(1, 4, s.secret, array[s.secret], null),
    set_channel_secret(1, 5, 'demo:' || s.secret, array[s.secret], null),
    set_channel_secret(1, 6, s.secret, array[s.secret], null),
    set_channel_secret(1, 7, s.secret, array[s.secret], null),
    set_channel_secret(1, 8, s.secret, array[s.secret], null)
from (select :'secret'::text) as s (secret)
\g /dev/null

insert into prompt (tenant_id, medium, content)
values (1, 'whatsapp', $prompt$You are Leah (לאה), the assistant of Shai Apartments and Offices (שי דירות ומשרדים), a letting and sales agency in Israel.
Answer in the customer's language, Hebrew or English, warmly and in at most three short sentences, as on WhatsApp.
Help the customer to find a property to rent or buy: ask for what is missing (renting or buying, area, rooms, budget), one question at a time.
Speak of a property, a price or an address only if it stands in the listings below; otherwise say that an agent will check and get back.
Offer a viewing when the customer shows interest. Never promise a discount, never give legal advice, never ask for payment details.
When the customer asks for a person, say that an agent will get back to them soon.$prompt$)
on conflict do nothing;

insert into listing (
    tenant_id, listing_id, deal, property_kind, rooms, price, area_m2, area_he, area_en, address_he, address_en,
    summary_he, summary_en, available_from)
values
    (1, 101, 'rent', 'apartment', 3, 6800, 72, 'תל אביב', 'Tel Aviv', 'רחוב השקמה 14', '14 HaShikma Street',
        'קומה שנייה, מרפסת שמש, ממ״ד', 'second floor, sunny balcony, safe room', date '2026-12-15'),
    (1, 102, 'rent', 'apartment', 2, 5400, 48, 'תל אביב', 'Tel Aviv', 'רחוב נחל איילון 7', '7 Nahal Ayalon Street',
        'משופצת, קרובה לרכבת', 'renovated, close to the train', date '2026-12-01'),
    (1, 103, 'rent', 'apartment', 4, 9200, 98, 'תל אביב', 'Tel Aviv', 'שדרות הזית 31', '31 HaZayit Boulevard',
        'מעלית, חניה, שתי מרפסות', 'lift, parking, two balconies', date '2027-01-01'),
    (1, 104, 'rent', 'apartment', 3, 5900, 75, 'רמת גן', 'Ramat Gan', 'רחוב הדקל 22', '22 HaDekel Street',
        'שקטה, ליד הפארק, מחסן', 'quiet, by the park, storage room', date '2026-12-10'),
    (1, 105, 'rent', 'apartment', 3.5, 6500, 84, 'גבעתיים', 'Givatayim', 'רחוב הגפן 5', '5 HaGefen Street',
        'קומה רביעית עם מעלית, נוף פתוח', 'fourth floor with a lift, open view', date '2027-01-15'),
    (1, 106, 'rent', 'apartment', 4, 5200, 102, 'פתח תקווה', 'Petah Tikva', 'רחוב התמר 40', '40 HaTamar Street',
        'חניה כפולה, קרובה לבתי ספר', 'double parking, close to schools', date '2026-12-20'),
    (1, 107, 'rent', 'house', 5, 11500, 160, 'הרצליה', 'Herzliya', 'רחוב הברוש 3', '3 HaBrosh Street',
        'בית עם גינה, ארבעה כיווני אוויר', 'a house with a garden, four exposures', date '2027-02-01'),
    (1, 108, 'rent', 'office', null, 7800, 65, 'תל אביב', 'Tel Aviv', 'רחוב התעשייה 18', '18 HaTaasiya Street',
        'משרד בקומה חמישית, חדר ישיבות ומטבחון', 'fifth-floor office, meeting room and kitchenette', date '2026-12-01'),
    (1, 109, 'sale', 'apartment', 4, 2850000, 104, 'רמת גן', 'Ramat Gan', 'רחוב האלון 9', '9 HaAlon Street',
        'קומה שישית, מרפסת 14 מ״ר, חניה ומחסן', 'sixth floor, 14 m² balcony, parking and storage', null),
    (1, 110, 'sale', 'apartment', 3, 2490000, 78, 'תל אביב', 'Tel Aviv', 'רחוב הרימון 26', '26 HaRimon Street',
        'בניין לשימור שחודש, תקרות גבוהות', 'a restored listed building, high ceilings', null),
    (1, 111, 'sale', 'house', 6, 4350000, 190, 'כפר סבא', 'Kfar Saba', 'רחוב הצבר 12', '12 HaTsabar Street',
        'דו-משפחתי, גינה גדולה, מרתף', 'semi-detached, large garden, basement', null),
    (1, 112, 'sale', 'apartment', 5, 3190000, 128, 'גבעתיים', 'Givatayim', 'רחוב המעיין 17', '17 HaMaayan Street',
        'פנטהאוז, גג צמוד, שתי חניות', 'penthouse, private roof, two parking places', null),
    (1, 113, 'rent', 'apartment', 3.5, 6200, 86, 'ראשון לציון', 'Rishon LeZion', 'רחוב האגוז 11', '11 HaEgoz Street',
        'קומה שלישית, מעלית, מרפסת, מזגן בכל חדר', 'third floor, lift, balcony, air conditioning in every room',
        date '2026-12-15'),
    (1, 114, 'rent', 'apartment', 2.5, 5600, 62, 'חולון', 'Holon', 'רחוב הסיגלית 6', '6 HaSigalit Street',
        'קומת קרקע, חצר פרטית, מתאימה לחיות מחמד', 'ground floor, private yard, suits pets', date '2026-12-05'),
    (1, 115, 'rent', 'shop', null, 9800, 55, 'רעננה', 'Raanana', 'רחוב האורן 44', '44 HaOren Street',
        'חנות ברחוב ראשי, חלון ראווה רחב, מחסן', 'shop on a main street, wide window, storage room', date '2027-01-01'),
    (1, 116, 'rent', 'apartment', 4, 8400, 105, 'רעננה', 'Raanana', 'רחוב הערבה 19', '19 HaArava Street',
        'מרוהטת, ממ״ד, חניה, קרובה לפארק', 'furnished, safe room, parking, close to the park', date '2027-01-10'),
    (1, 117, 'sale', 'apartment', 4, 2650000, 112, 'נתניה', 'Netanya', 'רחוב השונית 2', '2 HaShunit Street',
        'נוף לים, קומה עשירית, מרפסת, חניה', 'sea view, tenth floor, balcony, parking', null),
    (1, 118, 'sale', 'apartment', 5, 3450000, 130, 'ירושלים', 'Jerusalem', 'רחוב הגלעד 8', '8 HaGilad Street',
        'מעלית שבת, מרפסת סוכה, מחסן', 'sabbath lift, sukkah balcony, storage room', null)
on conflict do nothing;

insert into agent (tenant_id, agent_id, name_he, name_en, phone)
values
    (1, 1, 'נועה', 'Noa', '+972500000101'),
    (1, 2, 'איתי', 'Itay', '+972500000102'),
    (1, 3, 'מאיה', 'Maya', '+972500000103')
on conflict do nothing;

-- Sunday (7) to Thursday (4), and half of Friday (5); none on Saturday (6).
insert into viewing_hours (tenant_id, weekday, opens, closes)
values
    (1, 7, '09:00', '17:00'), (1, 1, '09:00', '17:00'), (1, 2, '09:00', '17:00'), (1, 3, '09:00', '17:00'),
    (1, 4, '09:00', '17:00'), (1, 5, '09:00', '13:00')
on conflict do nothing;

insert into knowledge (tenant_id, knowledge_id, language, topic, questions, answer)
values
    (1, 1, 'he', 'hours', '{שעות,שעות פתיחה,מתי אתם פתוחים,אתם פתוחים היום,באיזה שעות אפשר להגיע,עד מתי פתוח}',
        'אנחנו פתוחים בימים א׳–ה׳ בין 9:00 ל-18:00 וביום ו׳ עד 13:00. בשבת סגור.'),
    (1, 2, 'en', 'hours', '{opening hours,when are you open,are you open today,what time do you close}',
        'We are open Sunday to Thursday 9:00-18:00 and Friday until 13:00. Closed on Saturday.'),
    (1, 3, 'he', 'address', '{כתובת,איפה המשרד,מה הכתובת שלכם,איפה אתם נמצאים,כתובת המשרד}',
        'המשרד שלנו ברחוב הארז 8, תל אביב, קומה 2.'),
    (1, 4, 'en', 'address', '{where is your office,your address,where are you located}',
        'Our office is at 8 HaErez Street, Tel Aviv, second floor.'),
    (1, 5, 'he', 'fees', '{תיווך,עמלה,כמה עולה התיווך,דמי תיווך,עמלת תיווך,מה העמלה}',
        'בשכירות דמי התיווך הם חודש שכירות אחד ועוד מע״מ; במכירה 2% ועוד מע״מ.'),
    (1, 6, 'en', 'fees', '{commission,brokerage fee,agency fee,how much is your commission}',
        'For rentals the fee is one month''s rent plus VAT; for sales it is 2% plus VAT.'),
    (1, 7, 'he', 'documents', '{מסמכים,אילו מסמכים צריך,מסמכים לשכירות,מה צריך להביא לחתימה}',
        'לחתימה על חוזה שכירות מביאים תעודת זהות, שלושה תלושי שכר אחרונים ופרטים של שני ערבים.'),
    (1, 8, 'en', 'documents', '{which documents do I need,papers for renting,what to bring to sign}',
        'To sign a lease please bring an ID, the last three payslips and the details of two guarantors.'),
    (1, 9, 'he', 'deposit', '{פיקדון,כמה פיקדון,ערבות בנקאית,מה הביטחונות,פיקדון לדירה}',
        'בדרך כלל מבקשים פיקדון בגובה שלושה חודשי שכירות או ערבות בנקאית באותו סכום.'),
    (1, 10, 'en', 'deposit', '{deposit,how much is the deposit,security deposit,bank guarantee}',
        'Usually a deposit of three months'' rent is asked for, or a bank guarantee of the same amount.'),
    (1, 11, 'he', 'pets', '{כלב,חתול,חיית מחמד,אפשר עם כלב,חיות מחמד,מותר חתול,מקבלים כלבים}',
        'ברוב הדירות אפשר לגור עם חיית מחמד באישור בעל הדירה. ספרו לנו איזו, ונבדוק מול בעל הדירה.'),
    (1, 12, 'en', 'pets', '{dog,cat,pets,are pets allowed,can I bring my dog,do you accept cats}',
        'Most flats accept a pet with the owner''s consent. Tell us which, and we will check with the owner.'),
    (1, 13, 'he', 'viewing', '{ביקור,סיור,אפשר לראות אותה,איך קובעים ביקור,אפשר לראות את הדירה,לתאם סיור,מתי אפשר לבוא לראות}',
        'בשמחה! הביקורים מתקיימים בימים א׳–ה׳ בין 9:00 ל-17:00 וביום ו׳ עד 13:00. כתבו איזו דירה ומתי נוח לך, ואקבע.'),
    (1, 14, 'en', 'viewing', '{viewing,how do I book a viewing,can I see it,can I see the flat,schedule a visit}',
        'Gladly! Viewings are Sunday to Thursday 9:00-17:00 and Friday until 13:00. Write which flat and when suits you, and I will book it.'),
    (1, 15, 'he', 'lease', '{לכמה זמן החוזה,תקופת שכירות,חוזה לשנה,אופציה להארכה}',
        'חוזה שכירות הוא בדרך כלל לשנה, עם אופציה לשנה נוספת.'),
    (1, 16, 'en', 'lease', '{how long is the lease,minimum rental period,lease extension}',
        'A lease is usually for one year, with an option for a second year.'),
    (1, 17, 'he', 'owners', '{אני רוצה להשכיר את הדירה שלי,למכור את הדירה שלי,לפרסם אצלכם דירה,אני בעל דירה}',
        'נשמח לטפל בנכס שלכם: הערכת שווי ללא עלות, צילום מקצועי ופרסום. השאירו כתובת, ונציג יחזור אליך.'),
    (1, 18, 'en', 'owners', '{I want to let my flat,sell my apartment,list my property with you}',
        'We will gladly take care of your property: a free valuation, professional photos and advertising. Leave the address and an agent will get back to you.'),
    (1, 19, 'he', 'phone', '{טלפון,מה הטלפון שלכם,מספר טלפון,אפשר להתקשר אליכם,לדבר בטלפון}',
        'אפשר להתקשר אלינו ל-03-555-0100 בשעות הפעילות.'),
    (1, 20, 'en', 'phone', '{your phone number,can I call you,telephone}',
        'You can call us at 03-555-0100 during opening hours.'),
    (1, 21, 'he', 'bills', '{ארנונה,ועד בית,כמה הארנונה,האם המחיר כולל ארנונה,חשבונות,מי משלם ועד בית}',
        'ארנונה, ועד בית וחשבונות אינם כלולים בשכר הדירה, והשוכר משלם אותם. את הסכום לכל דירה נברר בשמחה.'),
    (1, 22, 'en', 'bills', '{municipal tax,arnona,building fees,are bills included,utilities,is the tax included in the rent}',
        'Municipal tax, building fees and utilities are not part of the rent; the tenant pays them. We will gladly find out the sums for a flat.'),
    (1, 23, 'he', 'payment', '{איך משלמים,תשלום,צ׳קים,העברה בנקאית,אפשר לשלם בהעברה,הוראת קבע}',
        'שכר הדירה משולם מראש לכל חודש, בצ׳קים או בהעברה בנקאית, לפי מה שנקבע בחוזה.'),
    (1, 24, 'en', 'payment', '{how do I pay,payment,cheques,bank transfer,standing order}',
        'Rent is paid in advance for each month, by cheque or bank transfer, as the lease says.'),
    (1, 25, 'he', 'mortgage', '{משכנתא,ייעוץ משכנתאות,אתם עוזרים עם משכנתא,מימון}',
        'אנחנו עובדים עם יועצי משכנתאות עצמאיים ונשמח לחבר. השיחה הראשונה איתם ללא עלות.'),
    (1, 26, 'en', 'mortgage', '{mortgage,do you help with a mortgage,mortgage adviser,financing}',
        'We work with independent mortgage advisers and will gladly introduce you. The first talk with them is free.'),
    (1, 27, 'he', 'areas', '{באילו אזורים אתם עובדים,אזורים,איפה יש לכם דירות,באילו ערים אתם פועלים}',
        'אנחנו פועלים בתל אביב, רמת גן, גבעתיים, פתח תקווה, הרצליה, כפר סבא, רעננה, נתניה, חולון, ראשון לציון וירושלים.'),
    (1, 28, 'en', 'areas', '{which areas do you cover,areas,which cities do you work in,where do you have flats}',
        'We work in Tel Aviv, Ramat Gan, Givatayim, Petah Tikva, Herzliya, Kfar Saba, Raanana, Netanya, Holon, Rishon LeZion and Jerusalem.'),
    (1, 29, 'he', 'furniture', '{הדירות מרוהטות,יש ריהוט,מה נשאר בדירה,מכשירי חשמל}',
        'רוב הדירות אינן מרוהטות; כשיש ריהוט זה כתוב בפרטי הדירה.'),
    (1, 30, 'en', 'furniture', '{are the flats furnished,furniture,what stays in the flat,appliances}',
        'Most flats are not furnished; where one is, its details say so.')
on conflict do nothing;

commit;

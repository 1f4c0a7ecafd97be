-- 0002_assistant: what the assistant needs: versions of what answers are made of, caches, search, viewings, leads, hand-overs
-- and spending.

-- Signatures that functions have no longer --------------------------------------------------------------------------

drop function if exists finish_reply(bigint, bigint, uuid, bigint, integer, integer, text, jsonb);
drop function if exists find_listings(bigint, text, text, text, numeric, integer, integer);
drop function if exists readiness();

-- All that is changed below, locked in the order in which programs lock it, so that those that run meanwhile wait or end
-- with an error that they repeat, and none of them and this wait for each other.
lock table contact, conversation in share row exclusive mode;
lock table job, tenant, turn, prompt, knowledge, listing in access exclusive mode;

-- Tenants -----------------------------------------------------------------------------------------------------------

alter table tenant
    add column time_zone                 text    not null default 'Asia/Jerusalem',
    add column viewing_minutes           integer not null default 60,
    add column viewings_per_contact      integer not null default 3,
    add column daily_budget_microdollars bigint,
    add column analyze_after_ms          integer not null default 5000,
    -- timezone() refuses a zone that PostgreSQL does not know; the pattern keeps out the offsets that it takes for zones.
    add constraint tenant_time_zone_is_known check (
        time_zone ~ '^[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)*$' and timezone(time_zone, timestamptz 'epoch') is not null),
    add constraint tenant_viewing_minutes_are_bounded check (viewing_minutes between 10 and 480),
    add constraint tenant_viewings_per_contact_are_bounded check (viewings_per_contact between 1 and 100),
    add constraint tenant_budget_is_not_negative check (daily_budget_microdollars >= 0),
    add constraint tenant_analysis_wait_is_bounded check (analyze_after_ms between 0 and 3600000),
    -- A reply that is longer could not be sent. Rows from before are looked at by install.sql, behind this transaction.
    add constraint tenant_greetings_are_not_too_long check (
        length(greeting_he) <= 4000 and length(greeting_en) <= 4000) not valid;
comment on column tenant.time_zone is 'Its wall clock: days and times in conversations are meant by it.';
comment on column tenant.viewing_minutes is 'How long a viewing takes: the step of the times that are offered.';
comment on column tenant.viewings_per_contact is
    'So many viewings still to come a contact may have: nobody books all the times there are.';
comment on column tenant.daily_budget_microdollars is
    'What models may cost on one day of its wall clock, in millionths of a dollar; past it they are not asked. Null: no limit.';
comment on column tenant.analyze_after_ms is 'How long after a reply the conversation is analysed.';

create table tenant_version (
    tenant_id     bigint not null,
    facts_version bigint not null default 1,
    constraint tenant_version_pkey primary key (tenant_id),
    constraint tenant_version_tenant_fkey foreign key (tenant_id) references tenant on delete cascade
)
-- Every change of a fact updates a row; room on the page keeps that HOT.
with (fillfactor = 50);
comment on table tenant_version is
    'The version of the facts that a tenant''s answers are made of, raised by triggers in the transaction of each change, '
    'which holds the row until its end. What was computed from facts is good only while they have the version that they had '
    'then. No program changes facts: none waits for who edits them.';
comment on column tenant_version.facts_version is 'Raised by changes of prompt, knowledge, listings, and the tenant''s own row.';
insert into tenant_version (tenant_id) select t.tenant_id from tenant t;

-- Apart from the facts, so that a booking does not wait for an open transaction that edits a listing.
create table tenant_slots (
    tenant_id     bigint not null,
    slots_version bigint not null default 1,
    constraint tenant_slots_pkey primary key (tenant_id),
    constraint tenant_slots_tenant_fkey foreign key (tenant_id) references tenant on delete cascade
)
with (fillfactor = 50);
comment on table tenant_slots is
    'The version of what a tenant''s free viewing times follow from, raised by triggers as tenant_version is. Bookings of a '
    'tenant take their turn on its row.';
comment on column tenant_slots.slots_version is 'Raised by changes of appointments, agents and viewing hours.';
insert into tenant_slots (tenant_id) select t.tenant_id from tenant t;

-- Prompts -----------------------------------------------------------------------------------------------------------

create table prompt_revision (
    tenant_id  bigint      not null,
    medium     text        not null,
    version    integer     not null,
    content    text        not null,
    author     text        not null,
    changed_at timestamptz not null,
    constraint prompt_revision_pkey primary key (tenant_id, medium, version),
    constraint prompt_revision_tenant_fkey foreign key (tenant_id) references tenant,
    constraint prompt_revision_author_is_not_too_long check (length(author) between 1 and 200)
);
comment on table prompt_revision is 'Every version that a prompt has had, the present one too. Written by triggers alone.';
comment on column prompt_revision.author is 'Who changed it: the setting shi.author of the session, or else its user.';
insert into prompt_revision (tenant_id, medium, version, content, author, changed_at)
select p.tenant_id, p.medium, p.version, p.content, 'unknown', p.changed_at
from prompt p;

-- Caches ------------------------------------------------------------------------------------------------------------

-- Unlogged: what a crash forgets is made again, and a write of it waits for no disk.
create unlogged table prompt_cache (
    tenant_id     bigint      not null,
    medium        text        not null,
    language      text        not null,
    facts_version bigint      not null,
    slots_version bigint      not null,
    content       text        not null,
    expires_at    timestamptz not null,
    constraint prompt_cache_pkey primary key (tenant_id, medium, language),
    constraint prompt_cache_tenant_fkey foreign key (tenant_id) references tenant on delete cascade,
    constraint prompt_cache_medium_is_known check (medium in ('whatsapp', 'call')),
    constraint prompt_cache_language_is_known check (language in ('he', 'en')),
    constraint prompt_cache_content_is_not_too_long check (length(content) <= 100000)
);
comment on table prompt_cache is
    'Rendered prompts. One is good while both its versions are the tenant''s, for five minutes: availability moves on with '
    'the clock.';
create index prompt_cache_by_expiry_idx on prompt_cache (expires_at);

create unlogged table response_cache (
    tenant_id     bigint      not null,
    language      text        not null,
    words         text        not null,
    facts_version bigint      not null,
    reply         text        not null,
    model         text        not null,
    hits          bigint      not null default 0,
    created_at    timestamptz not null default now(),
    last_hit_at   timestamptz,
    expires_at    timestamptz not null,
    constraint response_cache_pkey primary key (tenant_id, language, words),
    constraint response_cache_tenant_fkey foreign key (tenant_id) references tenant on delete cascade,
    constraint response_cache_language_is_known check (language in ('he', 'en')),
    constraint response_cache_words_are_few check (length(words) between 1 and 200),
    constraint response_cache_reply_is_not_too_long check (length(reply) between 1 and 4000)
)
with (fillfactor = 80);
comment on table response_cache is
    'A model''s answers to frequent messages that need no context. One is good while its version is the tenant''s facts_version.';
comment on column response_cache.words is 'The customer''s words, normalised by the program.';
comment on column response_cache.hits is 'How often it was given out. Hits at the same moment may count as one.';
create index response_cache_by_expiry_idx on response_cache (expires_at);

-- Search ------------------------------------------------------------------------------------------------------------

create table knowledge_question (
    tenant_id    bigint    not null,
    knowledge_id bigint    not null,
    ordinal      smallint  not null,
    topic        text      not null,
    folded       text      not null,
    words        text[]    not null,
    weights      real[]    not null,
    keys         text[]    not null,
    signature    bit(1024) not null,
    constraint knowledge_question_pkey primary key (tenant_id, knowledge_id, ordinal),
    constraint knowledge_question_knowledge_fkey foreign key (tenant_id, knowledge_id) references knowledge
        on update cascade on delete cascade,
    constraint knowledge_question_words_have_weights check (cardinality(words) = cardinality(weights))
);
comment on table knowledge_question is
    'The ways to ask of knowledge, made ready for search by a trigger, so that a search does nothing twice.';
comment on column knowledge_question.folded is 'The question without case, points and punctuation.';
comment on column knowledge_question.words is 'The stems of its words; weights: how much each tells of what is asked.';
comment on column knowledge_question.keys is 'Its words that tell most of what is asked.';
comment on column knowledge_question.signature is 'See trigram_signature().';

alter table knowledge
    add constraint knowledge_answer_is_not_too_long check (length(answer) <= 4000) not valid;

-- Filled, and given their indexes, by install.sql behind this transaction: however many listings there are.
alter table listing
    add column search tsvector,
    add column area_key text,
    add column street_key text;
comment on column listing.search is 'The stems of the words of its summaries, in both languages; kept by a trigger.';
comment on column listing.area_key is 'Its area''s Hebrew name as place_key() gives it; kept by a trigger.';
comment on column listing.street_key is 'Its street''s Hebrew name as street_key() gives it; kept by a trigger.';

create table listing_term (
    tenant_id bigint    not null,
    kind      text      not null,
    term      text      not null,
    key       text      not null,
    signature bit(1024),
    constraint listing_term_pkey primary key (tenant_id, kind, term, key),
    constraint listing_term_tenant_fkey foreign key (tenant_id) references tenant on delete cascade,
    constraint listing_term_kind_is_known check (kind in ('area', 'street', 'word'))
);
comment on table listing_term is
    'What customers may write of a tenant''s listings: the names of areas and streets in both languages, and the stems of the '
    'words of summaries. Made by a trigger. A term stays when its last listing goes: who asks for it hears that there is none.';
comment on column listing_term.key is 'The area_key or street_key of the listings that it names; of a word, the word.';
comment on column listing_term.signature is 'Of an area: see trigram_signature().';

-- Viewings ----------------------------------------------------------------------------------------------------------

create table agent (
    tenant_id bigint  not null,
    agent_id  bigint  not null,
    name_he   text    not null,
    name_en   text    not null,
    phone     text,
    is_active boolean not null default true,
    constraint agent_pkey primary key (tenant_id, agent_id),
    constraint agent_tenant_fkey foreign key (tenant_id) references tenant,
    constraint agent_phone_is_e164 check (phone ~ '^\+[0-9]{5,20}$')
);
comment on table agent is 'A person of the business who shows listings to customers.';

create table viewing_hours (
    tenant_id bigint   not null,
    weekday   smallint not null,
    opens     time     not null,
    closes    time     not null,
    constraint viewing_hours_pkey primary key (tenant_id, weekday, opens),
    constraint viewing_hours_tenant_fkey foreign key (tenant_id) references tenant,
    constraint viewing_hours_weekday_is_iso check (weekday between 1 and 7),
    constraint viewing_hours_close_after_they_open check (closes > opens)
);
comment on table viewing_hours is 'When listings are shown, on the tenant''s wall clock; a day may have several spans.';
comment on column viewing_hours.weekday is 'As ISO 8601 counts: 1 is Monday, 6 Saturday, 7 Sunday.';

create table appointment (
    tenant_id       bigint      not null,
    appointment_id  bigint      not null,
    listing_id      bigint      not null,
    agent_id        bigint      not null,
    contact_id      bigint      not null,
    conversation_id bigint      not null,
    turn_id         bigint,
    period          tstzrange   not null,
    state           text        not null default 'booked',
    created_at      timestamptz not null default now(),
    cancelled_at    timestamptz,
    constraint appointment_pkey primary key (tenant_id, appointment_id),
    constraint appointment_listing_fkey foreign key (tenant_id, listing_id) references listing,
    constraint appointment_agent_fkey foreign key (tenant_id, agent_id) references agent,
    constraint appointment_contact_fkey foreign key (tenant_id, contact_id) references contact,
    constraint appointment_conversation_fkey foreign key (tenant_id, conversation_id) references conversation,
    constraint appointment_state_is_known check (state in ('booked', 'cancelled')),
    constraint appointment_says_when_it_was_cancelled check ((state = 'cancelled') = (cancelled_at is not null)),
    constraint appointment_period_is_bounded check (
        not isempty(period) and lower(period) > '-infinity' and upper(period) < 'infinity'
        and lower_inc(period) and not upper_inc(period)),
    -- Nobody and nothing is in two viewings at once, whatever the programs believe. The indexes of these also find who is
    -- booked in a span of time without reading what is long past.
    constraint appointment_agent_is_in_one_place exclude using gist (
        tenant_id with =, agent_id with =, period with &&) where (state = 'booked'),
    constraint appointment_listing_is_shown_to_one exclude using gist (
        tenant_id with =, listing_id with =, period with &&) where (state = 'booked'),
    constraint appointment_contact_is_in_one_place exclude using gist (
        tenant_id with =, contact_id with =, period with &&) where (state = 'booked')
);
comment on table appointment is 'A contact comes to see a listing, and an agent shows it.';
comment on column appointment.turn_id is 'The turn that booked it; null where no turn did.';

-- Leads -------------------------------------------------------------------------------------------------------------

create table lead (
    tenant_id         bigint        not null,
    contact_id        bigint        not null,
    status            text          not null default 'new',
    intent            text,
    summary           text,
    name              text,
    area              text,
    deal              text,
    property_kind     text,
    rooms             numeric(4, 1),
    budget            bigint,
    move_in           date,
    notes             text,
    next_action       text,
    sentiment         text,
    urgency           text,
    suggested_viewing timestamp,
    source            text          not null,
    created_at        timestamptz   not null default now(),
    updated_at        timestamptz   not null default now(),
    constraint lead_pkey primary key (tenant_id, contact_id),
    constraint lead_contact_fkey foreign key (tenant_id, contact_id) references contact,
    constraint lead_status_is_known check (status in ('new', 'attempting', 'contacted', 'qualified', 'unqualified')),
    constraint lead_intent_is_known check (
        intent in ('meeting_request', 'not_interested', 'interested', 'information_request', 'general_inquiry')),
    constraint lead_deal_is_known check (deal in ('rent', 'sale')),
    constraint lead_property_kind_is_known check (property_kind in ('apartment', 'house', 'office', 'shop')),
    constraint lead_rooms_are_positive check (rooms > 0),
    constraint lead_budget_is_positive check (budget > 0),
    constraint lead_sentiment_is_known check (sentiment in ('positive', 'neutral', 'negative')),
    constraint lead_urgency_is_known check (urgency in ('low', 'normal', 'high')),
    constraint lead_source_is_known check (source in ('model', 'rules', 'turn')),
    constraint lead_texts_are_not_too_long check (
        length(summary) <= 2000 and length(name) <= 200 and length(area) <= 200 and length(notes) <= 2000
        and length(next_action) <= 500)
);
comment on table lead is 'What is known of a contact as a possible customer. Facts are what the customer said.';
comment on column lead.budget is 'The most that it may cost, in shekels.';
comment on column lead.rooms is 'The fewest rooms.';
comment on column lead.suggested_viewing is 'When a viewing would suit, on the tenant''s wall clock.';
comment on column lead.source is 'Who wrote it last: a turn while it answered, or the analysis afterwards, by model or rules.';

create table lead_event (
    tenant_id       bigint      not null,
    event_id        bigint      not null,
    contact_id      bigint      not null,
    conversation_id bigint,
    turn_id         bigint,
    kind            text        not null,
    source          text        not null,
    details         jsonb       not null default '{}',
    at              timestamptz not null default now(),
    constraint lead_event_pkey primary key (tenant_id, event_id),
    constraint lead_event_contact_fkey foreign key (tenant_id, contact_id) references contact,
    constraint lead_event_kind_is_known check (
        kind in ('status', 'facts', 'booking', 'cancellation', 'hand_over', 'analysis')),
    constraint lead_event_source_is_known check (source in ('model', 'rules', 'turn'))
);
comment on table lead_event is
    'What has happened to a lead, and who made it happen. Purged after 400 days by upkeep().';
create index lead_event_by_contact_idx on lead_event (tenant_id, contact_id, event_id);
create index lead_event_by_age_idx on lead_event using brin (at);

create table handover (
    tenant_id       bigint      not null,
    handover_id     bigint      not null,
    conversation_id bigint      not null,
    contact_id      bigint      not null,
    reason          text        not null,
    requested_at    timestamptz not null default now(),
    resolved_at     timestamptz,
    constraint handover_pkey primary key (tenant_id, handover_id),
    constraint handover_conversation_fkey foreign key (tenant_id, conversation_id) references conversation,
    constraint handover_contact_fkey foreign key (tenant_id, contact_id) references contact,
    constraint handover_reason_is_not_too_long check (length(reason) <= 500)
);
comment on table handover is
    'A customer asks for a human. The bot goes on answering until one comes: taking the conversation over resolves it. '
    'Purged 400 days after it was resolved by upkeep().';
-- A conversation waits for a human once.
create unique index handover_open_idx on handover (tenant_id, conversation_id) where resolved_at is null;
-- For readiness(): who waits longest.
create index handover_open_by_age_idx on handover (requested_at) where resolved_at is null;
create index handover_by_age_idx on handover using brin (resolved_at);

-- Spending ----------------------------------------------------------------------------------------------------------

create table spend (
    tenant_id         bigint   not null,
    day               date     not null,
    shard             smallint not null,
    requests          bigint   not null default 0,
    prompt_tokens     bigint   not null default 0,
    completion_tokens bigint   not null default 0,
    microdollars      bigint   not null default 0,
    constraint spend_pkey primary key (tenant_id, day, shard),
    constraint spend_tenant_fkey foreign key (tenant_id) references tenant,
    constraint spend_shard_is_bounded check (shard between 0 and 15)
)
with (fillfactor = 50);
comment on table spend is
    'What a tenant''s models were asked and cost on a day of its wall clock, in millionths of a dollar. Spread over sixteen '
    'rows, so that turns that end at the same moment do not wait for each other; the sum is what counts. Its row is the last '
    'that a transaction locks. Purged after 400 days by upkeep().';
create index spend_by_age_idx on spend using brin (day);

-- Turns -------------------------------------------------------------------------------------------------------------

alter table turn
    add column cached_tokens     integer,
    add column cost_microdollars bigint,
    add column model_requests    integer,
    add column tools             text[],
    add column listings          bigint[],
    add column slots             timestamptz[],
    drop constraint turn_rung_is_known,
    add constraint turn_rung_is_known check (
        rung in ('model', 'hedged', 'corrected', 'partial', 'cached', 'knowledge', 'fallback')) not valid;
comment on column turn.rung is
    'Which rung of the ladder answered: the model; a second request that overtook the first (hedged); the model after its '
    'first answer held something that is not so (corrected); its finished sentences when time ran out in mid-stream '
    '(partial); an earlier answer to the same words (cached); the tenant''s knowledge and listings; the fallback text.';
comment on column turn.cached_tokens is 'Of the prompt''s tokens, those that the model''s provider had in its own cache.';
comment on column turn.cost_microdollars is 'What all of the turn''s requests cost, in millionths of a dollar.';
comment on column turn.tools is 'The tools that the model called, in order.';
comment on column turn.listings is 'The listings that the reply offers, in its order; slots: the viewing times.';

-- Jobs --------------------------------------------------------------------------------------------------------------

alter table job
    drop constraint job_kind_is_known,
    add constraint job_kind_is_known check (kind in ('reply', 'send', 'analyze', 'upkeep'));

-- 0001_spine: tenants, channels, contacts, conversations, messages, turns, jobs and workers.

-- Ids ----------------------------------------------------------------------------------------------------------------

create sequence id_sequence as bigint cycle;
comment on sequence id_sequence is 'The low bits of new ids; see next_id().';

-- Tenants and their channels -----------------------------------------------------------------------------------------

create table tenant (
    tenant_id           bigint      not null,
    name                text        not null,
    language            text        not null default 'he',
    greeting_he         text,
    greeting_en         text,
    quiet_ms            integer     not null default 1000,
    reply_deadline_ms   integer     not null default 4000,
    running_jobs_limit  integer     not null default 500,
    created_at          timestamptz not null default now(),
    constraint tenant_pkey primary key (tenant_id),
    constraint tenant_id_is_positive check (tenant_id > 0),
    constraint tenant_language_is_known check (language in ('he', 'en')),
    constraint tenant_quiet_is_bounded check (quiet_ms between 0 and 3000),
    constraint tenant_deadline_leaves_time check (reply_deadline_ms between 1500 and 60000),
    constraint tenant_running_jobs_limit_is_positive check (running_jobs_limit > 0)
);
comment on table tenant is 'One business. Every other row belongs to one.';
comment on column tenant.language is 'The language of an answer when the customer''s own cannot be told.';
comment on column tenant.quiet_ms is 'A reply commits no earlier than this long after the last inbound message.';
comment on column tenant.reply_deadline_ms is 'From the oldest unanswered message to the moment its reply must be out.';
comment on column tenant.running_jobs_limit is 'How many jobs of one kind run at once, so that no tenant takes all workers.';

create table prompt (
    tenant_id  bigint      not null,
    medium     text        not null,
    version    integer     not null default 1,
    content    text        not null,
    changed_at timestamptz not null default now(),
    constraint prompt_pkey primary key (tenant_id, medium),
    constraint prompt_tenant_fkey foreign key (tenant_id) references tenant,
    constraint prompt_medium_is_known check (medium in ('whatsapp', 'call')),
    constraint prompt_is_not_too_long check (length(content) between 1 and 10000)
);
comment on table prompt is 'What the model is told about the business and its persona, per medium.';

create table channel (
    tenant_id            bigint      not null,
    channel_id           bigint      not null,
    provider             text        not null,
    address              text        not null,
    base_url             text        not null,
    secret               text        not null,
    honours_idempotency  boolean     not null default false,
    connection_state     text,
    connection_name      text,
    connection_seen_at   timestamptz,
    constraint channel_pkey primary key (tenant_id, channel_id),
    constraint channel_tenant_fkey foreign key (tenant_id) references tenant,
    constraint channel_address_is_unique unique (tenant_id, provider, address),
    constraint channel_provider_is_known check (provider in ('gateway')),
    constraint channel_base_url_is_http check (base_url ~ '^https?://[^[:space:]]+[^/[:space:]]$')
);
comment on table channel is 'One address of a tenant at a provider, with what is needed to call it.';
comment on column channel.address is 'How the provider names it: for a gateway the tenant''s number as text.';
comment on column channel.secret is 'Sent as X-Internal-Secret to the gateway.';
comment on column channel.honours_idempotency is
    'Whether the provider delivers once however often it is given the same idempotencyKey. Only then is a send whose '
    'outcome is unknown repeated.';
comment on column channel.connection_state is 'What the provider reported last, and connection_seen_at when.';

-- People and conversations -------------------------------------------------------------------------------------------

create table contact (
    tenant_id    bigint      not null,
    contact_id   bigint      not null,
    name         text,
    opted_out_at timestamptz,
    created_at   timestamptz not null default now(),
    constraint contact_pkey primary key (tenant_id, contact_id),
    constraint contact_tenant_fkey foreign key (tenant_id) references tenant,
    constraint contact_name_is_not_too_long check (length(name) <= 200)
);
comment on table contact is 'A person.';

create table identity (
    tenant_id  bigint not null,
    kind       text   not null,
    value      text   not null,
    contact_id bigint not null,
    constraint identity_pkey primary key (tenant_id, kind, value),
    constraint identity_contact_fkey foreign key (tenant_id, contact_id) references contact,
    constraint identity_kind_is_known check (kind in ('phone', 'lid', 'address')),
    constraint identity_phone_is_e164 check (kind <> 'phone' or value ~ '^\+[0-9]{5,20}$'),
    constraint identity_lid_is_digits check (kind <> 'lid' or value ~ '^[0-9]{1,32}$')
);
create index identity_by_contact_idx on identity (tenant_id, contact_id);
comment on table identity is 'One way a provider names a contact. A LID is no phone number and never becomes one.';

create table conversation (
    tenant_id           bigint      not null,
    conversation_id     bigint      not null,
    channel_id          bigint      not null,
    contact_id          bigint      not null,
    chat_address        text        not null,
    mode                text        not null default 'bot',
    mode_changed_at     timestamptz not null default now(),
    generation          integer     not null default 0,
    answered_generation integer     not null default 0,
    last_inbound_at     timestamptz,
    created_at          timestamptz not null default now(),
    constraint conversation_pkey primary key (tenant_id, conversation_id),
    constraint conversation_is_one_per_contact_and_channel unique (tenant_id, contact_id, channel_id),
    constraint conversation_channel_fkey foreign key (tenant_id, channel_id) references channel,
    constraint conversation_contact_fkey foreign key (tenant_id, contact_id) references contact,
    constraint conversation_mode_is_known check (mode in ('bot', 'human', 'muted')),
    constraint conversation_answers_what_exists check (answered_generation <= generation)
)
-- Every message updates its conversation's generation; room on the page and no index on what changes keep that HOT.
with (fillfactor = 80);
comment on table conversation is 'A contact on a channel. Its row lock orders everything that happens in it.';
comment on column conversation.chat_address is 'Where to reply: the provider''s address exactly as last received.';
comment on column conversation.generation is
    'The conversation''s version: raised by each inbound message that wants an answer, and by each change of mode.';
comment on column conversation.answered_generation is 'Messages up to this generation are answered, or need no answer.';

-- Messages -----------------------------------------------------------------------------------------------------------

create table message (
    tenant_id           bigint      not null,
    message_id          bigint      not null,
    conversation_id     bigint      not null,
    direction           text        not null,
    author              text        not null,
    kind                text        not null,
    body                text,
    details             jsonb,
    generation          integer,
    status              text        not null,
    provider_message_id text,
    provider_sent_at    timestamptz,
    received_at         timestamptz not null,
    settled_at          timestamptz,
    send_ms             integer,
    may_be_out          boolean     not null default false,
    error               text,
    constraint message_pkey primary key (tenant_id, message_id),
    constraint message_direction_and_author check (
        (direction = 'in' and author = 'customer')
        or (direction = 'out' and author in ('bot', 'operator', 'owner'))
    ),
    constraint message_status_fits_direction check (
        (direction = 'in' and status = 'received')
        or (direction = 'out' and status in (
            'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'indeterminate', 'cancelled'))
    ),
    constraint message_body_is_not_too_long check (length(body) <= 65536)
) partition by range (message_id);
comment on table message is
    'One inbound or outbound message. Partitioned by month of its time-ordered id; retention drops partitions, and no '
    'foreign key points here, since it would block the drop.';
comment on column message.author is 'customer; bot (a turn), operator (POST /send), owner (typed on the business''s own phone).';
comment on column message.generation is 'The generation that this inbound message raised; null where it wants no answer.';
comment on column message.status is
    'queued: not yet handed to a sender. sending: handed to one, its call may have begun. indeterminate: its outcome '
    'cannot be learned, and it is not sent again. cancelled: a human took over before it was begun.';
comment on column message.may_be_out is
    'A call for it has begun whose outcome is not known: whatever later attempts say, it is never again taken for not sent.';
comment on column message.received_at is 'Inbound: when the first byte of the provider''s request arrived. Outbound: when it was stored.';

create table message_default partition of message default;
comment on table message_default is 'Catches what no month''s partition takes. A row in it is an alarm: see readiness().';

create index message_by_conversation_idx on message (tenant_id, conversation_id, message_id);

-- The unsettled sends of a conversation, oldest first. There are few at a time.
create index message_unsettled_idx on message (tenant_id, conversation_id, message_id)
    where status in ('queued', 'sending');

create table provider_message (
    tenant_id           bigint not null,
    channel_id          bigint not null,
    provider_message_id text   not null,
    chat_address        text   not null,
    message_id          bigint not null,
    constraint provider_message_pkey primary key (tenant_id, channel_id, provider_message_id, chat_address)
);
comment on table provider_message is
    'Each provider message that was taken, so that it is taken once. Outlives the messages'' partitions; purged after '
    '40 days by upkeep().';
-- Ids grow with time and so does this table: a few pages of index tell what is older than 40 days.
create index provider_message_by_age_idx on provider_message using brin (message_id);

create table send_request (
    tenant_id       bigint not null,
    idempotency_key text   not null,
    body_digest     text   not null,
    message_id      bigint not null,
    constraint send_request_pkey primary key (tenant_id, idempotency_key),
    constraint send_request_key_is_not_too_long check (length(idempotency_key) between 1 and 200)
);
comment on table send_request is
    'The idempotency keys of POST /send. body_digest tells a repetition from another message under the same key. '
    'Purged after 40 days by upkeep().';
create index send_request_by_age_idx on send_request using brin (message_id);

-- Turns --------------------------------------------------------------------------------------------------------------

create table turn (
    tenant_id          bigint      not null,
    turn_id            bigint      not null,
    conversation_id    bigint      not null,
    message_id         bigint      not null,
    generation         integer     not null,
    outcome            text        not null,
    rung               text        not null,
    model              text,
    prompt_version     integer,
    prompt_tokens      integer,
    completion_tokens  integer,
    error              text,
    lost_workers       smallint    not null default 0,
    received_at        timestamptz not null,
    deadline_ms        integer     not null,
    stored_ms          integer     not null,
    claimed_ms         integer,
    typing_ms          integer,
    model_request_ms   integer,
    first_token_ms     integer,
    model_done_ms      integer,
    committed_ms       integer     not null,
    sent_ms            integer,
    constraint turn_pkey primary key (tenant_id, turn_id),
    constraint turn_outcome_is_known check (outcome in ('committed', 'sent', 'failed', 'indeterminate', 'cancelled')),
    constraint turn_rung_is_known check (rung in ('model', 'partial', 'knowledge', 'fallback'))
) partition by range (turn_id);
comment on table turn is
    'One answering of a conversation. Stage times are milliseconds since received_at, the arrival of the oldest message '
    'that it answers.';
comment on column turn.rung is
    'Which rung of the ladder answered: the model; its finished sentences when time ran out in mid-stream (partial); '
    'the tenant''s knowledge and listings; the fallback text.';
comment on column turn.lost_workers is 'How many workers died while they held this turn''s job.';
create table turn_default partition of turn default;
comment on table turn_default is 'Catches what no month''s partition takes. A row in it is an alarm: see readiness().';
create index turn_by_message_idx on turn (tenant_id, message_id);

-- Jobs ---------------------------------------------------------------------------------------------------------------

create table job (
    tenant_id   bigint      not null,
    kind        text        not null,
    key         bigint      not null,
    state       text        not null default 'ready',
    run_at      timestamptz not null default now(),
    deadline_at timestamptz not null,
    attempt     smallint    not null default 0,
    lost        smallint    not null default 0,
    worker_id   bigint,
    lease_token uuid,
    begun_message_id bigint,
    constraint job_pkey primary key (tenant_id, kind, key),
    constraint job_kind_is_known check (kind in ('reply', 'send', 'upkeep')),
    constraint job_state_is_known check (state in ('ready', 'waiting', 'running')),
    constraint job_lease_belongs_to_running check (
        (state = 'running') = (lease_token is not null) and (state = 'running') = (worker_id is not null)
    )
)
-- The table is small and every row of it is short-lived: it is vacuumed by count, not by share, and without pauses, and
-- its pages keep room for the versions that claim and finish leave behind.
with (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 20000,
    autovacuum_vacuum_cost_delay = 0
);
comment on table job is
    'Background work. The primary key is the promise that a conversation has one turn and one unsettled send at a time '
    '(key is its conversation_id). A finished job is deleted: its history is the turn and the message.';
comment on column job.state is 'ready: can be claimed. waiting: until run_at, for a retry. running: leased to worker_id.';
comment on column job.lease_token is 'Fences every write about the job: who lost the lease cannot write.';
comment on column job.begun_message_id is
    'Of a send job: the message that was handed out under this lease. Asked for again under the same lease, it has not been '
    'begun: the answer was lost.';
comment on column job.attempt is 'Failed attempts. Workers that died are counted in lost instead.';

-- Claims take the earliest deadline of a kind ...
create index job_ready_idx on job (kind, deadline_at) where state = 'ready';
-- ... or, when that is overdue, go round the tenants.
create index job_ready_by_tenant_idx on job (kind, tenant_id, deadline_at) where state = 'ready';
-- What each worker holds: for taking it back, and for the limit per tenant. A row per running job.
create index job_running_idx on job (worker_id, kind, tenant_id) where state = 'running';
create index job_waiting_idx on job (run_at) where state = 'waiting';

create table dead_job (
    tenant_id  bigint      not null,
    dead_id    bigint      not null,
    kind       text        not null,
    key        bigint      not null,
    message_id bigint,
    attempt    integer     not null,
    error      text        not null,
    died_at    timestamptz not null default now(),
    constraint dead_job_pkey primary key (tenant_id, dead_id)
);
comment on table dead_job is 'Jobs that were given up after their last attempt, for the operator.';

create table worker (
    worker_id    bigint      not null,
    name         text        not null,
    lock_key     bigint      not null,
    started_at   timestamptz not null default now(),
    heartbeat_at timestamptz not null,
    constraint worker_pkey primary key (worker_id),
    constraint worker_lock_key_is_unique unique (lock_key)
)
with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
comment on table worker is
    'The workers that run. Each holds an advisory lock on lock_key in an idle session of its own, and renews heartbeat_at.';

-- What the tenant knows ----------------------------------------------------------------------------------------------

create table knowledge (
    tenant_id    bigint not null,
    knowledge_id bigint not null,
    language     text   not null,
    topic        text   not null,
    questions    text[] not null,
    answer       text   not null,
    constraint knowledge_pkey primary key (tenant_id, knowledge_id),
    constraint knowledge_tenant_fkey foreign key (tenant_id) references tenant,
    constraint knowledge_language_is_known check (language in ('he', 'en')),
    constraint knowledge_has_questions check (cardinality(questions) > 0)
);
comment on table knowledge is 'What the business can answer by itself: ways to ask, and the answer.';

create table listing (
    tenant_id      bigint        not null,
    listing_id     bigint        not null,
    deal           text          not null,
    property_kind  text          not null,
    rooms          numeric(4, 1),
    price          integer       not null,
    area_m2        integer,
    area_he        text          not null,
    area_en        text          not null,
    address_he     text          not null,
    address_en     text          not null,
    summary_he     text          not null,
    summary_en     text          not null,
    available_from date,
    is_available   boolean       not null default true,
    constraint listing_pkey primary key (tenant_id, listing_id),
    constraint listing_tenant_fkey foreign key (tenant_id) references tenant,
    constraint listing_deal_is_known check (deal in ('rent', 'sale')),
    constraint listing_property_kind_is_known check (property_kind in ('apartment', 'house', 'office', 'shop')),
    constraint listing_price_is_positive check (price > 0)
);
comment on table listing is 'A property that the tenant lets or sells. Prices in shekels; a month''s rent, or the whole price.';

-- Working values of functions ----------------------------------------------------------------------------------------

create type inbound_item as (
    ordinal             integer,
    tenant_id           bigint,
    message_id          bigint,
    channel_id          bigint,
    provider_message_id text,
    chat_address        text,
    from_me             boolean,
    phone               text,
    lid                 text,
    name                text,
    kind                text,
    body                text,
    details             jsonb,
    sent_at             timestamptz,
    received_at         timestamptz,
    wants_answer        boolean,
    takes_over          boolean,
    contact_id          bigint,
    conversation_id     bigint
);
comment on type inbound_item is 'One element of a call of accept_messages() while the call lasts.';

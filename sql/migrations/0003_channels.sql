-- 0003_channels: every provider, secrets apart, delivery status, media, consent, business hours, limits of providers, counters.

-- Signatures that functions have no longer --------------------------------------------------------------------------

drop function if exists begin_send(bigint, bigint, uuid);
drop function if exists finish_send(bigint, bigint, uuid, bigint, text, text, text, integer, integer, integer);
drop function if exists accept_outbound(bigint, text, text, text, text, text, text, text, text);
drop function if exists channel_for_typing(bigint, text, text);
drop function if exists find_or_make_contact(bigint, text, text, text, text);
drop function if exists end_idle_reply_job(bigint, bigint, uuid);

-- All that is changed below, locked in the order in which programs lock it: see 0002.
lock table conversation, contact in access exclusive mode;
lock table job, tenant, channel, message, turn, identity in access exclusive mode;

-- Channels -----------------------------------------------------------------------------------------------------------

alter table channel
    drop constraint channel_provider_is_known,
    add constraint channel_provider_is_known check (
        provider in ('gateway', 'evolution', 'waha', 'gowa', 'cloud', 'twilio', 'sandbox')) not valid,
    add column webhook_key      text,
    add column settings         jsonb   not null default '{}',
    add column window_hours     integer,
    add column pair_burst       integer,
    add column pair_interval_ms integer,
    add column settle_ms        integer not null default 0,
    add column sends_after      timestamptz,
    add column problem          text,
    add column problem_at       timestamptz,
    add constraint channel_webhook_key_is_plain check (webhook_key ~ '^[A-Za-z0-9_-]{1,64}$'),
    add constraint channel_settings_are_texts check (
        jsonb_typeof(settings) = 'object' and not jsonb_path_exists(settings, '$.* ? (@.type() <> "string")')),
    add constraint channel_window_is_positive check (window_hours between 1 and 8760),
    add constraint channel_pair_limit_is_whole check (
        (pair_burst is null) = (pair_interval_ms is null)
        and pair_burst between 1 and 1000 and pair_interval_ms between 1 and 600000),
    add constraint channel_settling_is_bounded check (settle_ms between 0 and 600000),
    -- Not led by tenant_id: a post names the key and the address, and they must lead to one tenant.
    add constraint channel_webhook_address_is_unique unique (provider, webhook_key, address);
comment on column channel.address is
    'How the provider names it: a gateway the tenant''s number as text, Evolution its instance, WAHA its session, gowa its '
    'device, Cloud API the phone_number_id, Twilio the number (+972…, or whatsapp:+972…).';
comment on column channel.webhook_key is
    'The last part of its webhook''s address, /webhook/PROVIDER/KEY. The channels of one Meta app or Twilio account share one.';
comment on column channel.settings is 'What else calls of the provider need, texts by name: see the README. No secrets.';
comment on column channel.window_hours is
    'For so long after the customer''s last message anything may be sent; later only templates. Null: always.';
comment on column channel.pair_burst is
    'So many messages may go to one contact at once (a token bucket), and one more each pair_interval_ms. Null: no limit.';
comment on column channel.settle_ms is
    'For so long a send of unknown outcome waits for the provider''s report or a look-up; then it is indeterminate. 0: at once.';
comment on column channel.sends_after is 'The provider takes no more until then: it said so, or the channel has a problem.';
comment on column channel.problem is
    'Why the channel cannot send until somebody mends it, such as an expired token, and problem_at since when. Goes with the '
    'next message that is sent.';

-- For metrics(): few channels are in trouble at a time.
create index channel_in_trouble_idx on channel (tenant_id, channel_id) where problem is not null;

create table channel_secret (
    tenant_id    bigint not null,
    channel_id   bigint not null,
    access       text   not null default '',
    webhook      text[] not null default '{}',
    verify_token text,
    constraint channel_secret_pkey primary key (tenant_id, channel_id),
    constraint channel_secret_channel_fkey foreign key (tenant_id, channel_id) references channel on delete cascade,
    -- An empty secret would be known to everybody; gowa's default is the word secret.
    constraint channel_secret_webhook_is_secret check (
        array_position(webhook, null) is null and not webhook && array['', 'secret'])
);
comment on table channel_secret is
    'What proves who calls, of each channel. No role reads this table: the functions of those that call or are called give it.';
comment on column channel_secret.access is
    'What we show the provider: X-Internal-Secret, apikey, X-Api-Key, NAME:PASSWORD (gowa), a bearer token (Cloud API), the '
    'Auth Token or KEYSID:SECRET (Twilio).';
comment on column channel_secret.webhook is
    'What proves a post of the provider''s: any one of these. Two while one is replaced by another.';
comment on column channel_secret.verify_token is 'What Meta shows when it verifies the webhook''s address.';
insert into channel_secret (tenant_id, channel_id, access)
select c.tenant_id, c.channel_id, c.secret from channel c;
alter table channel drop column secret;

-- Tenants ------------------------------------------------------------------------------------------------------------

alter table tenant
    add column stop_words           text[]  not null default '{stop,unsubscribe,הסר,הסירו,תסירו}',
    add column start_words          text[]  not null default '{start,unstop,התחל,הצטרף}',
    add column opt_out_notice_he    text    not null default 'הוסרת, ולא נשלח לך עוד הודעות. כדי לחזור: התחל',
    add column opt_out_notice_en    text    not null default 'You are unsubscribed and will get no more messages. To return: START',
    add column opt_in_notice_he     text    not null default 'חזרת לרשימה. במה אפשר לעזור?',
    add column opt_in_notice_en     text    not null default 'You are subscribed again. How can we help?',
    add column out_of_hours_he      text,
    add column out_of_hours_en      text,
    add column return_to_bot_after_ms bigint default 7200000,
    add column voice_deadline_ms    integer not null default 12000,
    add column media_days           integer not null default 90,
    add constraint tenant_notices_are_not_too_long check (
        length(opt_out_notice_he) <= 1000 and length(opt_out_notice_en) <= 1000
        and length(opt_in_notice_he) <= 1000 and length(opt_in_notice_en) <= 1000
        and length(out_of_hours_he) between 1 and 1000 and length(out_of_hours_en) between 1 and 1000),
    add constraint tenant_consent_words_differ check (not stop_words && start_words),
    add constraint tenant_consent_words_are_lower_case check (
        array_to_string(stop_words || start_words, ' ') = lower(array_to_string(stop_words || start_words, ' '))),
    add constraint tenant_return_to_bot_is_positive check (return_to_bot_after_ms > 0),
    add constraint tenant_voice_deadline_leaves_time check (voice_deadline_ms between 1500 and 120000),
    add constraint tenant_media_days_are_bounded check (media_days between 1 and 3650);
comment on column tenant.stop_words is
    'A message of one of these words alone, however it is cased or punctuated, opts the contact out; of start_words, in again. '
    'In lower case, each of 40 characters at most.';
comment on column tenant.opt_out_notice_he is 'What a contact who opts out is told, once; empty: nothing.';
comment on column tenant.out_of_hours_he is
    'Outside business_hours this is answered, once until they begin again, and nothing else; null: the assistant answers then too.';
comment on column tenant.return_to_bot_after_ms is
    'After so long without a word of the business''s people, a conversation that they took over is the bot''s again. Null: never.';
comment on column tenant.voice_deadline_ms is 'reply_deadline_ms where a voice note has to be heard first.';
comment on column tenant.media_days is 'How long files of customers are kept.';

create table business_hours (
    tenant_id bigint   not null,
    weekday   smallint not null,
    opens     time     not null,
    closes    time     not null,
    constraint business_hours_pkey primary key (tenant_id, weekday, opens),
    constraint business_hours_tenant_fkey foreign key (tenant_id) references tenant on delete cascade,
    constraint business_hours_weekday_is_iso check (weekday between 1 and 7),
    constraint business_hours_close_after_opening check (closes > opens)
);
comment on table business_hours is
    'When the business is open, on the tenant''s wall clock; 24:00 closes at midnight. None at all: always.';
comment on column business_hours.weekday is 'ISO: 1 is Monday, 7 is Sunday.';

-- People and conversations -------------------------------------------------------------------------------------------

alter table contact add column username text;
comment on column contact.username is 'The contact''s user name at the provider, as last seen.';

alter table identity
    drop constraint identity_kind_is_known,
    add constraint identity_kind_is_known check (kind in ('phone', 'lid', 'bsuid', 'address')) not valid;

alter table conversation
    add column last_customer_at     timestamptz,
    add column last_human_at        timestamptz,
    add column out_of_hours_told_at timestamptz,
    add column pair_full_at         timestamptz;
comment on column conversation.last_customer_at is
    'When the customer last sent anything, answered or not: the provider''s window for free messages counts from here.';
comment on column conversation.last_human_at is 'When one of the business''s people last wrote.';
comment on column conversation.out_of_hours_told_at is 'When the customer was last told that the business is closed.';
comment on column conversation.pair_full_at is
    'When the token bucket of channel.pair_burst is full again: each message puts it off by pair_interval_ms. Null: it is full.';
update conversation set last_customer_at = last_inbound_at where last_inbound_at is not null;

-- Messages -----------------------------------------------------------------------------------------------------------

alter table message
    drop constraint message_direction_and_author,
    add constraint message_direction_and_author check (
        (direction = 'in' and author = 'customer')
        or (direction = 'out' and author in ('bot', 'operator', 'owner', 'system'))
    ) not valid,
    drop constraint message_status_fits_direction,
    add constraint message_status_fits_direction check (
        (direction = 'in' and status = 'received')
        or (direction = 'out' and status in (
            'queued', 'sending', 'sent', 'delivered', 'read', 'played', 'failed', 'indeterminate', 'cancelled'))
    ) not valid,
    add column begun_at       timestamptz,
    add column settling_since timestamptz,
    add column status_at      timestamptz,
    add column error_code     text,
    add column pricing        jsonb;
comment on column message.author is
    'customer; bot (a turn), operator (POST /send), owner (typed on the business''s own phone), system (a notice of consent).';
comment on column message.begun_at is
    'When the first call that can have sent it began: what a look-up at the provider finds from before is another message.';
comment on column message.settling_since is
    'Since when the outcome of a call is unknown and the provider''s report is waited for: see channel.settle_ms.';
comment on column message.status_at is
    'When the provider says that it came to its status; null where the status is our own knowledge and no report of the provider''s.';
comment on column message.error_code is 'The provider''s code of what went wrong.';
comment on column message.pricing is 'What the provider said that it costs, word for word.';

create table early_status (
    tenant_id           bigint      not null,
    channel_id          bigint      not null,
    provider_message_id text        not null,
    status              text        not null,
    status_at           timestamptz,
    error_code          text,
    error               text,
    pricing             jsonb,
    received_at         timestamptz not null default now(),
    constraint early_status_pkey primary key (tenant_id, channel_id, provider_message_id, status),
    constraint early_status_is_known check (status in ('sent', 'delivered', 'read', 'played', 'failed'))
);
create index early_status_by_age_idx on early_status (received_at);
comment on table early_status is
    'Reports of messages whose provider id is not known yet: the report can overtake the answer of the call. Applied when the '
    'id becomes known; purged after two days.';

create table media (
    tenant_id       bigint      not null,
    message_id      bigint      not null,
    conversation_id bigint      not null,
    state           text        not null default 'wanted',
    location        text,
    mime_type       text,
    size_bytes      bigint,
    sha256          text,
    error           text,
    changed_at      timestamptz not null default now(),
    constraint media_pkey primary key (tenant_id, message_id),
    constraint media_state_is_known check (state in ('wanted', 'stored', 'refused', 'failed', 'expired')),
    constraint media_location_when_stored check ((state = 'stored') = (location is not null))
);
create index media_by_age_idx on media (tenant_id, changed_at) where state = 'stored';
create index media_not_kept_idx on media (changed_at) where state <> 'stored';
comment on table media is
    'The file of a message. It lies in the worker''s store for media, never in a row. wanted: not fetched yet. refused: too '
    'large, or of a type that is not kept. failed: the provider did not give it. expired: deleted after tenant.media_days. '
    'Rows without a file are purged after 400 days.';
comment on column media.location is 'Where in the store.';

-- Turns and jobs -----------------------------------------------------------------------------------------------------

alter table turn
    drop constraint turn_rung_is_known,
    add constraint turn_rung_is_known check (
        rung in ('model', 'hedged', 'corrected', 'partial', 'cached', 'knowledge', 'fallback', 'notice')) not valid;

alter table job
    drop constraint job_kind_is_known,
    add constraint job_kind_is_known check (kind in ('reply', 'send', 'analyze', 'media', 'upkeep'));
comment on table job is
    'Background work. The primary key is the promise that a conversation has one turn and one unsettled send at a time '
    '(key is its conversation_id; of kind media the message_id). A finished job is deleted: its history is the turn and the '
    'message.';

-- For metrics(): what was given up lately, of all tenants; and for purge().
create index dead_job_by_age_idx on dead_job (died_at);

-- Counters -----------------------------------------------------------------------------------------------------------

create table counter (
    name   text   not null,
    labels text   not null default '',
    value  bigint not null default 0,
    constraint counter_pkey primary key (name, labels),
    constraint counter_name_is_a_metric check (name ~ '^shi_[a-z_]{1,80}_total$'),
    constraint counter_labels_are_short check (length(labels) <= 300)
)
with (fillfactor = 50);
comment on table counter is
    'What programs count, summed over all of their copies: Prometheus counters. Each copy adds what it has counted each second.';
comment on column counter.labels is 'As in Prometheus'' text format, without braces: provider="cloud",reason="wrong".';

-- Working values of functions ----------------------------------------------------------------------------------------

alter type inbound_item
    add attribute user_id text,
    add attribute username text,
    add attribute consent text;
comment on column inbound_item.consent is 'stop or start where the message is nothing but such a word of the tenant''s.';

create type status_item as (
    ordinal             integer,
    tenant_id           bigint,
    channel_id          bigint,
    provider_message_id text,
    status              text,
    status_at           timestamptz,
    error_code          text,
    error               text,
    pricing             jsonb,
    message_id          bigint,
    conversation_id     bigint,
    is_known            boolean
);
comment on type status_item is 'One element of a call of accept_statuses() while the call lasts.';

-- Schema version 1 as it was released: `pg_dump --schema-only` of a database that its install.sql made, without monthly
-- partitions, comments and blank lines, and the rows that install.sql had made. InstallTests upgrades it. Do not edit it.
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA shi;
ALTER SCHEMA shi OWNER TO shi_owner;
COMMENT ON SCHEMA shi IS 'Shi: conversations, messages, turns and jobs. Programs call its functions and nothing else.';
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA shi;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
CREATE TYPE shi.inbound_item AS (
	ordinal integer,
	tenant_id bigint,
	message_id bigint,
	channel_id bigint,
	provider_message_id text,
	chat_address text,
	from_me boolean,
	phone text,
	lid text,
	name text,
	kind text,
	body text,
	details jsonb,
	sent_at timestamp with time zone,
	received_at timestamp with time zone,
	wants_answer boolean,
	takes_over boolean,
	contact_id bigint,
	conversation_id bigint
);
ALTER TYPE shi.inbound_item OWNER TO shi_owner;
COMMENT ON TYPE shi.inbound_item IS 'One element of a call of accept_messages() while the call lasts.';
CREATE FUNCTION shi.accept_messages(p_tenant_ids bigint[], p_messages jsonb[]) RETURNS TABLE(ordinal integer, outcome text, made_job boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    SET lock_timeout TO '300ms'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
#variable_conflict use_column
declare
    v_items    inbound_item[];
    v_taken    bigint[];
    v_outcomes text[];
    v_new_jobs bigint[];
    v_ids      bigint[] := next_ids(cardinality(p_messages));
    v_item     inbound_item;
begin
    if cardinality(p_tenant_ids) is distinct from cardinality(p_messages) then
        raise exception 'the arrays differ in length' using errcode = 'array_subscript_error';
    end if;

    -- 1. Read the elements and find their channels.
    select
        array_agg(row(
            e.ordinal, e.tenant_id, v_ids[e.ordinal], c.channel_id, m.provider_message_id, m.chat_address, m.from_me,
            m.phone, m.lid, m.name, m.kind, m.text, m.details, to_timestamp(m.sent_at),
            clock_timestamp() - make_interval(secs => coalesce(m.waited_ms, 0) / 1000.0),
            m.expects_answer and not m.from_me and (not m.is_backfill or e.is_recent),
            m.from_me and e.is_recent, null, null
        )::inbound_item order by e.ordinal) filter (where c.channel_id is not null),
        array_agg(case when c.channel_id is null then 'unknown_channel' else 'duplicate' end order by e.ordinal)
    into v_items, v_outcomes
    from (
        select u.ordinality::integer as ordinal, u.tenant_id, u.message,
            -- What was sent before an outage of the provider's line is kept, but answered only while it is fresh.
            coalesce((u.message ->> 'sent_at')::bigint > extract(epoch from now()) - 900, true) as is_recent
        from unnest(p_tenant_ids, p_messages) with ordinality as u (tenant_id, message, ordinality)
    ) e
    cross join lateral jsonb_to_record(e.message) as m (
        provider text, channel_address text, provider_message_id text, chat_address text, from_me boolean,
        phone text, lid text, name text, kind text, text text, details jsonb, sent_at bigint, is_backfill boolean,
        expects_answer boolean, waited_ms integer)
    left join channel c
        on c.tenant_id = e.tenant_id and c.provider = m.provider and c.address = m.channel_address;

    -- 2. Take each provider message once: one row per key where the batch holds the same message twice.
    with taken as (
        insert into provider_message (tenant_id, channel_id, provider_message_id, chat_address, message_id)
        select distinct on (i.tenant_id, i.channel_id, i.provider_message_id, i.chat_address)
            i.tenant_id, i.channel_id, i.provider_message_id, i.chat_address, i.message_id
        from unnest(v_items) i
        order by i.tenant_id, i.channel_id, i.provider_message_id, i.chat_address, i.ordinal
        on conflict do nothing
        returning message_id
    )
    select array_agg(message_id) into v_taken from taken;

    -- 3. Find the contact and the conversation of each; the common case is one look at indexes, by whole keys (scalar
    -- sub-selects, which no plan can turn into a scan of the tenant's rows). First what joins two identities, since it can
    -- make two contacts one.
    for v_item in
        select i.* from unnest(v_items) i
        where i.message_id = any (v_taken) and i.phone is not null and i.lid is not null
            and (
                (select p.contact_id from identity p
                    where p.tenant_id = i.tenant_id and p.kind = 'phone' and p.value = i.phone)
                = (select l.contact_id from identity l
                    where l.tenant_id = i.tenant_id and l.kind = 'lid' and l.value = i.lid)
            ) is not true
        order by i.tenant_id, i.phone, i.lid, i.ordinal
    loop
        perform find_or_make_contact(
            v_item.tenant_id, v_item.phone, v_item.lid, null, case when not v_item.from_me then v_item.name end);
    end loop;

    with known as materialized (
        select i.*,
            coalesce(
                (select p.contact_id from identity p
                    where p.tenant_id = i.tenant_id and p.kind = 'phone' and p.value = i.phone),
                (select l.contact_id from identity l
                    where l.tenant_id = i.tenant_id and l.kind = 'lid' and l.value = i.lid)) as found_id
        from unnest(v_items) i
        where i.message_id = any (v_taken)
    )
    select array_agg(row(
        i.ordinal, i.tenant_id, i.message_id, i.channel_id, i.provider_message_id, i.chat_address, i.from_me,
        i.phone, i.lid, i.name, i.kind, i.body, i.details, i.sent_at, i.received_at, i.wants_answer, i.takes_over,
        i.found_id,
        (select c.conversation_id from conversation c
            where c.tenant_id = i.tenant_id and c.contact_id = i.found_id and c.channel_id = i.channel_id)
    )::inbound_item order by i.ordinal)
    into v_items
    from known i;

    for v_item in
        select i.* from unnest(v_items) i
        where i.conversation_id is null
        order by i.tenant_id, i.phone, i.lid, i.chat_address, i.ordinal
    loop
        if v_item.contact_id is null then
            v_item.contact_id := find_or_make_contact(
                v_item.tenant_id, v_item.phone, v_item.lid,
                case when v_item.phone is null and v_item.lid is null then v_item.chat_address end,
                case when not v_item.from_me then v_item.name end);
        end if;
        v_item.conversation_id := find_or_make_conversation(
            v_item.tenant_id, v_item.channel_id, v_item.contact_id, v_item.chat_address);
        v_items := array(
            select case when i.ordinal = v_item.ordinal then v_item else i end
            from unnest(v_items) i
            order by i.ordinal);
    end loop;

    -- 4. Store, under the conversations' locks, and 5. make the jobs.
    perform store_inbound(v_items);
    v_new_jobs := make_reply_jobs(v_items);

    foreach v_item in array coalesce(v_items, '{}') loop
        v_outcomes[v_item.ordinal] := case when v_item.from_me then 'echo' else 'stored' end;
    end loop;
    return query
    select o.ordinality::integer, o.outcome, coalesce(i.message_id = any (v_new_jobs), false)
    from unnest(v_outcomes) with ordinality as o (outcome, ordinality)
    left join unnest(v_items) i on i.ordinal = o.ordinality;
end
$$;
ALTER FUNCTION shi.accept_messages(p_tenant_ids bigint[], p_messages jsonb[]) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.accept_messages(p_tenant_ids bigint[], p_messages jsonb[]) IS 'Stores provider messages once each, and a reply job for what wants an answer.';
CREATE FUNCTION shi.accept_outbound(p_tenant_id bigint, p_provider text, p_address text, p_to text, p_phone text, p_lid text, p_text text, p_key text, p_digest text) RETURNS TABLE(outcome text, message_id bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    SET lock_timeout TO '1s'
    AS $$
#variable_conflict use_column
declare
    v_channel_id      bigint;
    v_conversation_id bigint;
    v_digest          text;
begin
    select ch.channel_id into v_channel_id
    from channel ch
    where ch.tenant_id = p_tenant_id and ch.provider = p_provider and ch.address = p_address;
    if not found then
        return query select 'unknown_channel', null::bigint;
        return;
    end if;

    message_id := next_id();
    if p_key is not null then
        insert into send_request (tenant_id, idempotency_key, body_digest, message_id)
        values (p_tenant_id, p_key, p_digest, message_id)
        on conflict do nothing;
        if not found then
            select r.body_digest, r.message_id into strict v_digest, message_id
            from send_request r
            where r.tenant_id = p_tenant_id and r.idempotency_key = p_key;
            outcome := case when v_digest = p_digest then 'repeated' else 'conflict' end;
            return next;
            return;
        end if;
    end if;

    v_conversation_id := find_or_make_conversation(
        p_tenant_id, v_channel_id,
        find_or_make_contact(
            p_tenant_id, p_phone, p_lid, case when p_phone is null and p_lid is null then p_to end, null),
        p_to);
    perform from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = v_conversation_id
    for no key update;

    insert into message (tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at)
    values (p_tenant_id, message_id, v_conversation_id, 'out', 'operator', 'text', p_text, 'queued', clock_timestamp());
    insert into job (tenant_id, kind, key, deadline_at)
    values (p_tenant_id, 'send', v_conversation_id, clock_timestamp() + interval '4 seconds')
    on conflict do nothing;
    outcome := 'stored';
    return next;
end
$$;
ALTER FUNCTION shi.accept_outbound(p_tenant_id bigint, p_provider text, p_address text, p_to text, p_phone text, p_lid text, p_text text, p_key text, p_digest text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.accept_outbound(p_tenant_id bigint, p_provider text, p_address text, p_to text, p_phone text, p_lid text, p_text text, p_key text, p_digest text) IS 'Stores a message that POST /send asks for, once per idempotency key.';
CREATE FUNCTION shi.announce_jobs(p_kind text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    perform set_config('synchronous_commit', 'off', true);
    perform pg_notify('shi_job', p_kind);
end
$$;
ALTER FUNCTION shi.announce_jobs(p_kind text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.announce_jobs(p_kind text) IS 'Wakes the workers.';
CREATE FUNCTION shi.announce_settled(p_tenant_id bigint, p_message_id bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    perform set_config('synchronous_commit', 'off', true);
    perform pg_notify('shi_settled', p_tenant_id || ' ' || p_message_id);
end
$$;
ALTER FUNCTION shi.announce_settled(p_tenant_id bigint, p_message_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.announce_settled(p_tenant_id bigint, p_message_id bigint) IS 'Tells that an outbound message has its outcome.';
CREATE FUNCTION shi.begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) RETURNS TABLE(outcome text, message_id bigint, author text, body text, chat_address text, provider text, base_url text, secret text, address text, honours_idempotency boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
declare
    v_conversation conversation;
    v_job          job;
    v_channel      channel;
    v_message      message;
begin
    select * into v_conversation
    from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id
    for no key update;
    select * into v_job
    from job j
    where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id and j.lease_token = p_lease_token
    for update;
    if not found then
        outcome := 'lost';
        return next;
        return;
    end if;
    select * into v_channel
    from channel ch
    where ch.tenant_id = p_tenant_id and ch.channel_id = v_conversation.channel_id;

    loop
        select * into v_message
        from message m
        where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id and m.status in ('queued', 'sending')
        order by m.message_id
        limit 1;
        if not found then
            delete from job j where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
            outcome := 'none';
            return next;
            return;
        end if;
        exit when (v_message.status = 'queued' or v_channel.honours_idempotency
                or v_message.message_id = v_job.begun_message_id)
            and (v_conversation.mode = 'bot' or v_message.author <> 'bot');
        if v_message.status = 'queued' then
            perform settle_message(p_tenant_id, v_message.message_id, 'cancelled', null, null, null);
        else
            perform settle_message(
                p_tenant_id, v_message.message_id, 'indeterminate', null, 'the sender was lost during the call', null);
            perform bury_send(
                p_tenant_id, p_conversation_id, v_message.message_id, 1, 'the sender was lost during the call');
        end if;
    end loop;

    update message m
    set status = 'sending',
        may_be_out = m.may_be_out
            or (m.status = 'sending' and m.message_id is distinct from v_job.begun_message_id)
    where m.tenant_id = p_tenant_id and m.message_id = v_message.message_id;
    update job j
    set begun_message_id = v_message.message_id
    where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
    return query
    select 'ok', v_message.message_id, v_message.author, v_message.body, v_conversation.chat_address, v_channel.provider,
        v_channel.base_url, v_channel.secret, v_channel.address, v_channel.honours_idempotency;
end
$$;
ALTER FUNCTION shi.begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) IS 'Hands out the next message of a conversation to send.';
CREATE FUNCTION shi.begin_turn(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_context integer) RETURNS TABLE(outcome text, turn jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
begin
    select
        case
            when c.mode = 'bot' and p.opted_out_at is null and c.answered_generation < c.generation then 'ok'
            else 'done'
        end,
        jsonb_build_object(
            'turn_id', next_id(),
            'generation', c.generation,
            'remaining_ms', milliseconds(j.deadline_at - clock_timestamp()),
            'quiet_ms', t.quiet_ms - milliseconds(clock_timestamp() - c.last_inbound_at),
            'received_ago_ms', milliseconds(clock_timestamp() - h.received_at),
            'stored_ms', milliseconds(id_time(h.message_id) - h.received_at),
            'channel_id', ch.channel_id,
            'chat_address', c.chat_address,
            'provider', ch.provider,
            'base_url', ch.base_url,
            'secret', ch.secret,
            'address', ch.address,
            'honours_idempotency', ch.honours_idempotency,
            'contact_name', p.name,
            'tenant_language', t.language,
            'greeting_he', t.greeting_he,
            'greeting_en', t.greeting_en,
            'prompt', pr.content,
            'prompt_version', pr.version,
            'messages', h.messages)
    into outcome, turn
    from job j
    join conversation c on c.tenant_id = j.tenant_id and c.conversation_id = j.key
    join contact p on p.tenant_id = c.tenant_id and p.contact_id = c.contact_id
    join channel ch on ch.tenant_id = c.tenant_id and ch.channel_id = c.channel_id
    join tenant t on t.tenant_id = c.tenant_id
    left join prompt pr on pr.tenant_id = c.tenant_id and pr.medium = 'whatsapp'
    cross join lateral (
        select
            min(m.received_at) filter (where m.unanswered) as received_at,
            min(m.message_id) filter (where m.unanswered) as message_id,
            jsonb_agg(jsonb_build_object(
                'author', m.author, 'kind', m.kind, 'text', m.body, 'unanswered', m.unanswered)
                order by m.message_id) as messages
        from (
            (select m.message_id, m.author, m.kind, m.body, m.received_at, true as unanswered
            from message m
            where m.tenant_id = c.tenant_id and m.conversation_id = c.conversation_id
                and m.message_id > id_at(now() - interval '60 days')
                and m.generation > c.answered_generation
            order by m.message_id desc
            -- Somebody who wrote hundreds of messages while nobody answered is answered from the last fifty.
            limit least(c.generation - c.answered_generation, 50))
            union all
            (select m.message_id, m.author, m.kind, m.body, m.received_at, false
            from message m
            where m.tenant_id = c.tenant_id and m.conversation_id = c.conversation_id
                and m.message_id > id_at(now() - interval '60 days')
                and (m.generation <= c.answered_generation or m.generation is null)
                and m.status not in ('failed', 'cancelled') and m.kind not in ('reaction', 'deletion')
            order by m.message_id desc
            limit p_context)
        ) m
    ) h
    where j.tenant_id = p_tenant_id and j.kind = 'reply' and j.key = p_conversation_id
        and j.lease_token = p_lease_token;

    if not found then
        outcome := 'lost';
    elsif outcome = 'done' then
        turn := null;
        perform end_idle_reply_job(p_tenant_id, p_conversation_id, p_lease_token);
    end if;
    return next;
end
$$;
ALTER FUNCTION shi.begin_turn(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_context integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.begin_turn(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_context integer) IS 'Reads all that a turn needs in one snapshot.';
CREATE FUNCTION shi.next_id(p_after bigint DEFAULT 0) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_low  bigint := (coalesce(nullif(current_setting('shi.shard', true), ''), '0')::bigint << 12)
                     | (nextval('id_sequence') & 4095);
    v_time bigint := floor(extract(epoch from clock_timestamp()) * 1000)::bigint - 1767225600000;
    v_id   bigint := (v_time << 22) | v_low;
begin
    if v_id <= p_after then
        v_id := (((p_after >> 22) + 1) << 22) | v_low;
    end if;
    return v_id;
end
$$;
ALTER FUNCTION shi.next_id(p_after bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.next_id(p_after bigint) IS 'A new time-ordered id, greater than p_after.';
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE shi.dead_job (
    tenant_id bigint NOT NULL,
    dead_id bigint NOT NULL,
    kind text NOT NULL,
    key bigint NOT NULL,
    message_id bigint,
    attempt integer NOT NULL,
    error text NOT NULL,
    died_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE shi.dead_job OWNER TO shi_owner;
COMMENT ON TABLE shi.dead_job IS 'Jobs that were given up after their last attempt, for the operator.';
CREATE FUNCTION shi.bury_send(p_tenant_id bigint, p_conversation_id bigint, p_message_id bigint, p_attempt integer, p_error text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'shi', 'pg_temp'
    BEGIN ATOMIC
 INSERT INTO shi.dead_job (tenant_id, dead_id, kind, key, message_id, attempt, error)
   VALUES (bury_send.p_tenant_id, shi.next_id(), 'send'::text, bury_send.p_conversation_id, bury_send.p_message_id, bury_send.p_attempt, "left"(bury_send.p_error, 500));
END;
ALTER FUNCTION shi.bury_send(p_tenant_id bigint, p_conversation_id bigint, p_message_id bigint, p_attempt integer, p_error text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.bury_send(p_tenant_id bigint, p_conversation_id bigint, p_message_id bigint, p_attempt integer, p_error text) IS 'Keeps a send that was given up.';
CREATE FUNCTION shi.change_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) RETURNS SETOF bigint
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    update conversation c
    set mode = p_mode, mode_changed_at = now(), generation = c.generation + 1, answered_generation = c.generation + 1
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id and c.mode <> p_mode;
    if not found then
        return;
    end if;

    delete from job where tenant_id = p_tenant_id and kind = 'reply' and key = p_conversation_id;
    if p_mode <> 'bot' then
        with cancelled as (
            update message
            set status = 'cancelled', settled_at = now()
            where tenant_id = p_tenant_id and conversation_id = p_conversation_id
                and status = 'queued' and author = 'bot'
            returning message_id
        )
        update turn t
        set outcome = 'cancelled'
        from cancelled x
        where t.tenant_id = p_tenant_id and t.message_id = x.message_id and t.turn_id > id_at(now() - interval '40 days');
    end if;
    return query
    select m.message_id
    from message m
    where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id
        and m.status = 'sending' and m.author = 'bot'
    order by m.message_id;
end
$$;
ALTER FUNCTION shi.change_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.change_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) IS 'Sets a conversation''s mode under its lock.';
CREATE TABLE shi.channel (
    tenant_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    provider text NOT NULL,
    address text NOT NULL,
    base_url text NOT NULL,
    secret text NOT NULL,
    honours_idempotency boolean DEFAULT false NOT NULL,
    connection_state text,
    connection_name text,
    connection_seen_at timestamp with time zone,
    CONSTRAINT channel_base_url_is_http CHECK ((base_url ~ '^https?://[^[:space:]]+[^/[:space:]]$'::text)),
    CONSTRAINT channel_provider_is_known CHECK ((provider = 'gateway'::text))
);
ALTER TABLE shi.channel OWNER TO shi_owner;
COMMENT ON TABLE shi.channel IS 'One address of a tenant at a provider, with what is needed to call it.';
COMMENT ON COLUMN shi.channel.address IS 'How the provider names it: for a gateway the tenant''s number as text.';
COMMENT ON COLUMN shi.channel.secret IS 'Sent as X-Internal-Secret to the gateway.';
COMMENT ON COLUMN shi.channel.honours_idempotency IS 'Whether the provider delivers once however often it is given the same idempotencyKey. Only then is a send whose outcome is unknown repeated.';
COMMENT ON COLUMN shi.channel.connection_state IS 'What the provider reported last, and connection_seen_at when.';
CREATE FUNCTION shi.channel_for_typing(p_tenant_id bigint, p_provider text, p_address text) RETURNS TABLE(base_url text, secret text, honours_idempotency boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    BEGIN ATOMIC
 SELECT ch.base_url,
     ch.secret,
     ch.honours_idempotency
    FROM shi.channel ch
   WHERE ((ch.tenant_id = channel_for_typing.p_tenant_id) AND (ch.provider = channel_for_typing.p_provider) AND (ch.address = channel_for_typing.p_address));
END;
ALTER FUNCTION shi.channel_for_typing(p_tenant_id bigint, p_provider text, p_address text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.channel_for_typing(p_tenant_id bigint, p_provider text, p_address text) IS 'What is needed to call a channel''s provider.';
CREATE FUNCTION shi.claim_jobs(p_worker_id bigint, p_kind text, p_limit integer, p_is_full boolean, p_after bigint, p_held uuid[], p_share integer) RETURNS TABLE(tenant_id bigint, key bigint, lease_token uuid, remaining_ms integer, attempt integer, lost integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    v_since   timestamptz := case when p_is_full then '-infinity' else clock_timestamp() - interval '3 seconds' end;
    v_full    bigint[];
    v_rest    jsonb;
    v_head    timestamptz;
    v_is_late boolean;
    v_rows    tid[];
begin
    -- A worker that was taken for dead may not take new work before it is registered again; the lock keeps reap_workers
    -- from doing so meanwhile.
    perform from worker where worker_id = p_worker_id for key share;
    if not found then
        raise exception 'worker % is not registered', p_worker_id using errcode = 'no_data_found';
    end if;
    if p_held is not null then
        perform give_back_jobs(p_worker_id, p_held, false);
    end if;

    select j.deadline_at into v_head
    from job j
    where j.kind = p_kind and j.state = 'ready' and j.deadline_at >= v_since
    order by j.deadline_at
    limit 1;
    if v_head is null then
        return;
    end if;

    -- How many more jobs each tenant with running ones may have, and who may have none. A reply's send counts on.
    select
        coalesce(jsonb_object_agg(r.tenant_id, r.rest), '{}'),
        coalesce(array_agg(r.tenant_id) filter (where r.rest <= 0), '{}')
    into v_rest, v_full
    from (
        select j.tenant_id,
            least(
                min(coalesce(t.running_jobs_limit, 1000000)) - count(*),
                p_share - count(*) filter (where j.worker_id = p_worker_id and j.kind = p_kind)) as rest
        from job j
        left join tenant t on t.tenant_id = j.tenant_id
        where j.state = 'running'
        group by j.tenant_id
    ) r;

    v_is_late := v_head <= clock_timestamp();
    if not v_is_late then
        v_rows := array(
            select j.ctid
            from job j
            where j.kind = p_kind and j.state = 'ready' and j.deadline_at >= v_since
                and j.tenant_id <> all (v_full)
            order by j.deadline_at
            limit p_limit
            for update skip locked);
    else
        v_rows := pick_jobs_in_turn(p_kind, p_limit, p_after, v_full);
    end if;

    -- What would pass a tenant's limit stays where it is.
    v_rows := array(
        select p.address
        from (
            select j.ctid as address, j.tenant_id,
                row_number() over (partition by j.tenant_id order by j.deadline_at) as number
            from job j
            where j.ctid = any (v_rows)
        ) p
        left join tenant t on t.tenant_id = p.tenant_id
        where p.number <= coalesce(
            (v_rest ->> p.tenant_id::text)::integer, least(coalesce(t.running_jobs_limit, 1000000), p_share)));

    return query
    with leased as (
        update job j
        set state = 'running', worker_id = p_worker_id, lease_token = gen_random_uuid()
        where j.ctid = any (v_rows)
        returning j.*
    )
    select l.tenant_id, l.key, l.lease_token,
        milliseconds(l.deadline_at - clock_timestamp()),
        l.attempt::integer, l.lost::integer
    from leased l
    order by
        case when v_is_late then l.tenant_id <= p_after end,
        case when v_is_late then l.tenant_id end,
        l.deadline_at;
end
$$;
ALTER FUNCTION shi.claim_jobs(p_worker_id bigint, p_kind text, p_limit integer, p_is_full boolean, p_after bigint, p_held uuid[], p_share integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.claim_jobs(p_worker_id bigint, p_kind text, p_limit integer, p_is_full boolean, p_after bigint, p_held uuid[], p_share integer) IS 'Leases ready jobs to a worker.';
CREATE FUNCTION shi.create_partitions(p_months_ahead integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_table text;
    v_month timestamp;
    v_name  text;
    v_made  integer := 0;
begin
    foreach v_table in array array['message', 'turn'] loop
        for i in 0 .. p_months_ahead loop
            v_month := date_trunc('month', now() at time zone 'UTC') + make_interval(months => i);
            v_name := format('%s_%s', v_table, to_char(v_month, 'YYYY_MM'));
            continue when to_regclass(v_name) is not null;
            execute format(
                'create table %I partition of %I for values from (%s) to (%s)',
                v_name, v_table,
                id_at(v_month at time zone 'UTC'), id_at((v_month + interval '1 month') at time zone 'UTC'));
            v_made := v_made + 1;
        end loop;
    end loop;
    return v_made;
end
$$;
ALTER FUNCTION shi.create_partitions(p_months_ahead integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.create_partitions(p_months_ahead integer) IS 'Makes the monthly partitions that are missing.';
CREATE FUNCTION shi.end_idle_reply_job(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_conversation conversation;
begin
    select * into v_conversation
    from conversation
    where tenant_id = p_tenant_id and conversation_id = p_conversation_id
    for no key update;

    delete from job j
    where j.tenant_id = p_tenant_id and j.kind = 'reply' and j.key = p_conversation_id
        and j.lease_token = p_lease_token
        and (v_conversation.mode <> 'bot'
            or v_conversation.answered_generation = v_conversation.generation
            or exists (
                select from contact p
                where p.tenant_id = p_tenant_id and p.contact_id = v_conversation.contact_id
                    and p.opted_out_at is not null));
end
$$;
ALTER FUNCTION shi.end_idle_reply_job(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.end_idle_reply_job(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) IS 'Deletes a reply job that has nothing to do.';
CREATE TABLE shi.knowledge (
    tenant_id bigint NOT NULL,
    knowledge_id bigint NOT NULL,
    language text NOT NULL,
    topic text NOT NULL,
    questions text[] NOT NULL,
    answer text NOT NULL,
    CONSTRAINT knowledge_has_questions CHECK ((cardinality(questions) > 0)),
    CONSTRAINT knowledge_language_is_known CHECK ((language = ANY (ARRAY['he'::text, 'en'::text])))
);
ALTER TABLE shi.knowledge OWNER TO shi_owner;
COMMENT ON TABLE shi.knowledge IS 'What the business can answer by itself: ways to ask, and the answer.';
CREATE FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) RETURNS TABLE(topic text, answer text, score real)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    BEGIN ATOMIC
 SELECT best.topic,
     told.answer,
     best.score
    FROM (( SELECT k.topic,
             max(shi.word_similarity(lower(q.question), lower("left"(find_knowledge.p_text, 1000)))) AS score
            FROM (shi.knowledge k
              CROSS JOIN LATERAL unnest(k.questions) q(question))
           WHERE (k.tenant_id = find_knowledge.p_tenant_id)
           GROUP BY k.topic
           ORDER BY (max(shi.word_similarity(lower(q.question), lower("left"(find_knowledge.p_text, 1000))))) DESC, k.topic
          LIMIT find_knowledge.p_limit) best
      CROSS JOIN LATERAL ( SELECT k.answer
            FROM shi.knowledge k
           WHERE ((k.tenant_id = find_knowledge.p_tenant_id) AND (k.topic = best.topic))
           ORDER BY (k.language = find_knowledge.p_language) DESC, k.knowledge_id
          LIMIT 1) told)
   ORDER BY best.score DESC, best.topic;
END;
ALTER FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) IS 'The tenant''s knowledge that fits what a customer wrote.';
CREATE TABLE shi.listing (
    tenant_id bigint NOT NULL,
    listing_id bigint NOT NULL,
    deal text NOT NULL,
    property_kind text NOT NULL,
    rooms numeric(4,1),
    price integer NOT NULL,
    area_m2 integer,
    area_he text NOT NULL,
    area_en text NOT NULL,
    address_he text NOT NULL,
    address_en text NOT NULL,
    summary_he text NOT NULL,
    summary_en text NOT NULL,
    available_from date,
    is_available boolean DEFAULT true NOT NULL,
    CONSTRAINT listing_deal_is_known CHECK ((deal = ANY (ARRAY['rent'::text, 'sale'::text]))),
    CONSTRAINT listing_price_is_positive CHECK ((price > 0)),
    CONSTRAINT listing_property_kind_is_known CHECK ((property_kind = ANY (ARRAY['apartment'::text, 'house'::text, 'office'::text, 'shop'::text])))
);
ALTER TABLE shi.listing OWNER TO shi_owner;
COMMENT ON TABLE shi.listing IS 'A property that the tenant lets or sells. Prices in shekels; a month''s rent, or the whole price.';
CREATE FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_deal text, p_property_kind text, p_rooms numeric, p_maximum_price integer, p_limit integer) RETURNS TABLE(listing_id bigint, deal text, property_kind text, rooms numeric, price integer, area_m2 integer, area_he text, area_en text, address_he text, address_en text, summary_he text, summary_en text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    BEGIN ATOMIC
 WITH fitting AS (
          SELECT l.tenant_id,
             l.listing_id,
             l.deal,
             l.property_kind,
             l.rooms,
             l.price,
             l.area_m2,
             l.area_he,
             l.area_en,
             l.address_he,
             l.address_en,
             l.summary_he,
             l.summary_en,
             l.available_from,
             l.is_available,
             GREATEST(shi.word_similarity(lower(l.area_he), lower("left"(find_listings.p_text, 1000))), shi.word_similarity(lower(l.area_en), lower("left"(find_listings.p_text, 1000)))) AS area_score
            FROM shi.listing l
           WHERE ((l.tenant_id = find_listings.p_tenant_id) AND l.is_available AND ((find_listings.p_deal IS NULL) OR (l.deal = find_listings.p_deal)) AND ((find_listings.p_property_kind IS NULL) OR (l.property_kind = find_listings.p_property_kind)) AND ((find_listings.p_rooms IS NULL) OR ((l.rooms >= find_listings.p_rooms) AND (l.rooms <= (find_listings.p_rooms + 0.5)))) AND ((find_listings.p_maximum_price IS NULL) OR (l.price <= find_listings.p_maximum_price)))
         )
  SELECT f.listing_id,
     f.deal,
     f.property_kind,
     f.rooms,
     f.price,
     f.area_m2,
     f.area_he,
     f.area_en,
     f.address_he,
     f.address_en,
     f.summary_he,
     f.summary_en
    FROM fitting f
   WHERE ((f.area_score >= (0.6)::double precision) OR (NOT (EXISTS ( SELECT
            FROM shi.listing n
           WHERE ((n.tenant_id = find_listings.p_tenant_id) AND (GREATEST(shi.word_similarity(lower(n.area_he), lower("left"(find_listings.p_text, 1000))), shi.word_similarity(lower(n.area_en), lower("left"(find_listings.p_text, 1000)))) >= (0.6)::double precision))))))
   ORDER BY (f.area_score >= (0.6)::double precision) DESC, f.price, f.listing_id
  LIMIT find_listings.p_limit;
END;
ALTER FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_deal text, p_property_kind text, p_rooms numeric, p_maximum_price integer, p_limit integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_deal text, p_property_kind text, p_rooms numeric, p_maximum_price integer, p_limit integer) IS 'The tenant''s listings that fit what a customer asked for.';
CREATE FUNCTION shi.find_or_make_contact(p_tenant_id bigint, p_phone text, p_lid text, p_address text, p_name text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_contact_id bigint;
    v_made_id    bigint;
    v_known_id   bigint;
    v_identity   record;
begin
    -- The phone number first: it is the name under which a contact lasts.
    v_contact_id := coalesce(
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'phone' and i.value = p_phone),
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'lid' and i.value = p_lid),
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'address' and i.value = p_address));

    if v_contact_id is null then
        v_made_id := next_id();
        insert into contact (tenant_id, contact_id, name) values (p_tenant_id, v_made_id, left(p_name, 200));
        v_contact_id := v_made_id;
    end if;

    for v_identity in
        select n.kind, n.value
        from unnest(array['address', 'lid', 'phone'], array[p_address, p_lid, p_phone]) as n(kind, value)
        where n.value is not null
        order by n.kind
    loop
        insert into identity (tenant_id, kind, value, contact_id)
        values (p_tenant_id, v_identity.kind, v_identity.value, v_contact_id)
        on conflict do nothing;

        select i.contact_id into v_known_id
        from identity i
        where i.tenant_id = p_tenant_id and i.kind = v_identity.kind and i.value = v_identity.value;

        if v_known_id <> v_contact_id then
            if v_contact_id = v_made_id then
                -- Another transaction made the same person at the same time: theirs stays.
                update identity set contact_id = v_known_id
                where tenant_id = p_tenant_id and contact_id = v_made_id;
                delete from contact where tenant_id = p_tenant_id and contact_id = v_made_id;
                v_contact_id := v_known_id;
            else
                perform merge_contacts(p_tenant_id, v_contact_id, v_known_id);
            end if;
        end if;
    end loop;
    return v_contact_id;
end
$$;
ALTER FUNCTION shi.find_or_make_contact(p_tenant_id bigint, p_phone text, p_lid text, p_address text, p_name text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.find_or_make_contact(p_tenant_id bigint, p_phone text, p_lid text, p_address text, p_name text) IS 'The contact behind a provider''s identities.';
CREATE FUNCTION shi.find_or_make_conversation(p_tenant_id bigint, p_channel_id bigint, p_contact_id bigint, p_chat_address text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_conversation_id bigint;
begin
    select conversation_id into v_conversation_id
    from conversation
    where tenant_id = p_tenant_id and channel_id = p_channel_id and contact_id = p_contact_id;
    if v_conversation_id is not null then
        return v_conversation_id;
    end if;

    insert into conversation (tenant_id, conversation_id, channel_id, contact_id, chat_address)
    values (p_tenant_id, next_id(), p_channel_id, p_contact_id, p_chat_address)
    on conflict do nothing;

    select conversation_id into strict v_conversation_id
    from conversation
    where tenant_id = p_tenant_id and channel_id = p_channel_id and contact_id = p_contact_id;
    return v_conversation_id;
end
$$;
ALTER FUNCTION shi.find_or_make_conversation(p_tenant_id bigint, p_channel_id bigint, p_contact_id bigint, p_chat_address text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.find_or_make_conversation(p_tenant_id bigint, p_channel_id bigint, p_contact_id bigint, p_chat_address text) IS 'The conversation of a contact on a channel.';
CREATE FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb) RETURNS TABLE(outcome text, message_id bigint, send boolean, wait_ms integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    v_conversation conversation;
    v_job          job;
    v_quiet_ms     integer;
    v_is_urgent    boolean;
begin
    select * into v_conversation
    from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id
    for no key update;

    select * into v_job
    from job j
    where j.tenant_id = p_tenant_id and j.kind = 'reply' and j.key = p_conversation_id and j.lease_token = p_lease_token
    for update;
    if not found then
        return query select * from repeated_reply(p_tenant_id, p_conversation_id, p_lease_token, p_turn_id);
        return;
    end if;

    if v_conversation.mode <> 'bot' or exists (
        select from contact p
        where p.tenant_id = p_tenant_id and p.contact_id = v_conversation.contact_id and p.opted_out_at is not null)
    then
        delete from job j where j.tenant_id = p_tenant_id and j.kind = 'reply' and j.key = p_conversation_id;
        return query select 'human', null::bigint, false, 0;
        return;
    end if;

    v_is_urgent := v_job.deadline_at <= clock_timestamp() + make_interval(secs => p_reserve_ms / 1000.0);
    if not v_is_urgent then
        if v_conversation.generation <> p_generation then
            return query select 'superseded', null::bigint, false, 0;
            return;
        end if;
        select t.quiet_ms - milliseconds(clock_timestamp() - v_conversation.last_inbound_at)
        into v_quiet_ms
        from tenant t
        where t.tenant_id = p_tenant_id;
        if v_quiet_ms > 0 then
            return query select 'early', null::bigint, false, v_quiet_ms;
            return;
        end if;
    end if;

    return query
    select 'committed', s.message_id, s.send, 0
    from store_reply(v_conversation, v_job, p_turn_id, p_generation, p_text, p_turn) s;
end
$$;
ALTER FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb) IS 'Commits a reply and the intent to send it, if the turn is still current.';
CREATE FUNCTION shi.finish_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_message_id bigint, p_result text, p_provider_message_id text, p_error text, p_send_ms integer, p_retry_ms integer, p_most_attempts integer) RETURNS TABLE(outcome text, is_settled boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
declare
    v_conversation conversation;
    v_job          job;
    v_holds_lease  boolean;
    v_status       text;
    v_may_be_out   boolean;
    v_repeatable   boolean;
begin
    select * into v_conversation
    from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id
    for no key update;
    select * into v_job
    from job j
    where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id and j.lease_token = p_lease_token
    for update;
    v_holds_lease := found;

    select m.status, m.may_be_out or p_result = 'unknown' into v_status, v_may_be_out
    from message m
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id;

    if p_result = 'sent' then
        perform settle_message(p_tenant_id, p_message_id, 'sent', p_provider_message_id, null, p_send_ms);
        if p_provider_message_id is not null then
            -- The provider's report of this message will come back as one of the business's own: see store_echo.
            insert into provider_message (tenant_id, channel_id, provider_message_id, chat_address, message_id)
            values (p_tenant_id, v_conversation.channel_id, p_provider_message_id, v_conversation.chat_address, p_message_id)
            on conflict do nothing;
        end if;
    end if;
    if not v_holds_lease then
        outcome := 'lost';
        is_settled := p_result = 'sent';
        return next;
        return;
    end if;

    if p_result <> 'sent' and v_status = 'sending' then
        select p_result = 'not_sent' or (p_result = 'unknown' and ch.honours_idempotency)
        into v_repeatable
        from channel ch
        where ch.tenant_id = p_tenant_id and ch.channel_id = v_conversation.channel_id;
        if v_repeatable and v_job.attempt + 1 < p_most_attempts then
            update message m
            set status = case when p_result = 'not_sent' and not m.may_be_out then 'queued' else m.status end,
                may_be_out = m.may_be_out or p_result = 'unknown',
                error = left(p_error, 500)
            where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.status = 'sending';
            update job j
            set state = 'waiting', worker_id = null, lease_token = null, begun_message_id = null, attempt = j.attempt + 1,
                run_at = clock_timestamp() + make_interval(secs => p_retry_ms / 1000.0)
            where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
            outcome := 'done';
            is_settled := false;
            return next;
            return;
        end if;
        perform settle_message(
            p_tenant_id, p_message_id, case when v_may_be_out then 'indeterminate' else 'failed' end,
            null, p_error, p_send_ms);
        perform bury_send(p_tenant_id, p_conversation_id, p_message_id, v_job.attempt + 1, coalesce(p_error, p_result));
    end if;
    is_settled := true;

    if exists (
        select from message m
        where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id and m.status in ('queued', 'sending'))
    then
        update job j
        set attempt = 0
        where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id and j.attempt <> 0;
        outcome := 'next';
    else
        delete from job j where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
        outcome := 'done';
    end if;
    return next;
end
$$;
ALTER FUNCTION shi.finish_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_message_id bigint, p_result text, p_provider_message_id text, p_error text, p_send_ms integer, p_retry_ms integer, p_most_attempts integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.finish_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_message_id bigint, p_result text, p_provider_message_id text, p_error text, p_send_ms integer, p_retry_ms integer, p_most_attempts integer) IS 'Records the outcome of a send.';
CREATE FUNCTION shi.give_back_jobs(p_worker_id bigint, p_kept uuid[], p_lost boolean) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_count integer;
begin
    update job
    set state = 'ready', worker_id = null, lease_token = null, begun_message_id = null, lost = least(lost + p_lost::integer, 1000)
    where ctid = any (array(
        select j.ctid
        from job j
        where j.state = 'running' and j.worker_id = p_worker_id and j.lease_token <> all (p_kept)
        for update skip locked));
    get diagnostics v_count = row_count;
    return v_count;
end
$$;
ALTER FUNCTION shi.give_back_jobs(p_worker_id bigint, p_kept uuid[], p_lost boolean) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.give_back_jobs(p_worker_id bigint, p_kept uuid[], p_lost boolean) IS 'Makes a worker''s running jobs claimable again.';
CREATE FUNCTION shi.id_at(p_time timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
begin
    return greatest(0, floor(extract(epoch from p_time) * 1000)::bigint - 1767225600000) << 22;
end
$$;
ALTER FUNCTION shi.id_at(p_time timestamp with time zone) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.id_at(p_time timestamp with time zone) IS 'The smallest id of that moment.';
CREATE FUNCTION shi.id_time(p_id bigint) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
begin
    return to_timestamp(((p_id >> 22) + 1767225600000) / 1000.0);
end
$$;
ALTER FUNCTION shi.id_time(p_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.id_time(p_id bigint) IS 'When an id was made.';
CREATE FUNCTION shi.make_reply_jobs(p_items shi.inbound_item[]) RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_wanted     record;
    v_made       bigint[] := '{}';
    v_mode       text;
    v_contact_id bigint;
begin
    for v_wanted in
        select i.tenant_id, i.conversation_id, min(i.message_id) as message_id, min(i.received_at) as received_at
        from unnest(p_items) i
        where i.wants_answer
        group by i.tenant_id, i.conversation_id
        order by i.tenant_id, i.conversation_id
    loop
        -- By whole keys, one after the other: see accept_messages.
        select c.mode, c.contact_id into strict v_mode, v_contact_id
        from conversation c
        where c.tenant_id = v_wanted.tenant_id and c.conversation_id = v_wanted.conversation_id;
        continue when v_mode <> 'bot' or exists (
            select from contact p
            where p.tenant_id = v_wanted.tenant_id and p.contact_id = v_contact_id and p.opted_out_at is not null);

        insert into job (tenant_id, kind, key, deadline_at)
        select v_wanted.tenant_id, 'reply', v_wanted.conversation_id,
            v_wanted.received_at + make_interval(secs => t.reply_deadline_ms / 1000.0)
        from tenant t
        where t.tenant_id = v_wanted.tenant_id
        on conflict do nothing;
        if found then
            v_made := v_made || v_wanted.message_id;
        end if;
    end loop;
    return v_made;
end
$$;
ALTER FUNCTION shi.make_reply_jobs(p_items shi.inbound_item[]) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.make_reply_jobs(p_items shi.inbound_item[]) IS 'Makes the reply jobs that a batch of messages wants.';
CREATE FUNCTION shi.merge_contacts(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    update identity set contact_id = p_kept_id
    where tenant_id = p_tenant_id and contact_id = p_merged_id;

    update contact kept
    set opted_out_at = coalesce(kept.opted_out_at, merged.opted_out_at),
        name = coalesce(kept.name, merged.name)
    from contact merged
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id;

    update conversation kept
    set mode = merged.mode, mode_changed_at = now(), generation = kept.generation + 1
    from conversation merged
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id and kept.mode = 'bot'
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id and merged.mode <> 'bot'
        and merged.channel_id = kept.channel_id;

    -- The conversation that stays as history must not go on speaking where a human has taken over.
    perform change_mode(p_tenant_id, merged.conversation_id, kept.mode)
    from conversation merged
    join conversation kept
        on kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id and kept.channel_id = merged.channel_id
            and kept.mode <> 'bot'
    where merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id and merged.mode = 'bot';

    update contact merged
    set opted_out_at = kept.opted_out_at
    from contact kept
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id;

    update conversation merged
    set contact_id = p_kept_id
    where merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id
        and not exists (
            select from conversation kept
            where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
                and kept.channel_id = merged.channel_id);
end
$$;
ALTER FUNCTION shi.merge_contacts(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.merge_contacts(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) IS 'Makes two contacts that are one person one.';
CREATE FUNCTION shi.milliseconds(p_interval interval) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
begin
    return greatest(-2000000000, least(2000000000, round(extract(epoch from p_interval) * 1000)))::integer;
end
$$;
ALTER FUNCTION shi.milliseconds(p_interval interval) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.milliseconds(p_interval interval) IS 'An interval in whole milliseconds.';
CREATE FUNCTION shi.next_ids(p_count integer) RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_ids  bigint[] := '{}';
    v_last bigint   := 0;
begin
    for i in 1 .. p_count loop
        v_last := next_id(v_last);
        v_ids := v_ids || v_last;
    end loop;
    return v_ids;
end
$$;
ALTER FUNCTION shi.next_ids(p_count integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.next_ids(p_count integer) IS 'New time-ordered ids in rising order.';
CREATE FUNCTION shi.next_tenant_waiting(p_kind text, p_after bigint) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO 'shi', 'pg_temp'
    AS $$
    select j.tenant_id
    from job j
    where j.kind = p_kind and j.state = 'ready' and j.tenant_id > p_after
    order by j.tenant_id, j.deadline_at
    limit 1
$$;
ALTER FUNCTION shi.next_tenant_waiting(p_kind text, p_after bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.next_tenant_waiting(p_kind text, p_after bigint) IS 'The next tenant with a ready job.';
CREATE TABLE shi.message (
    tenant_id bigint NOT NULL,
    message_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    direction text NOT NULL,
    author text NOT NULL,
    kind text NOT NULL,
    body text,
    details jsonb,
    generation integer,
    status text NOT NULL,
    provider_message_id text,
    provider_sent_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    send_ms integer,
    may_be_out boolean DEFAULT false NOT NULL,
    error text,
    CONSTRAINT message_body_is_not_too_long CHECK ((length(body) <= 65536)),
    CONSTRAINT message_direction_and_author CHECK ((((direction = 'in'::text) AND (author = 'customer'::text)) OR ((direction = 'out'::text) AND (author = ANY (ARRAY['bot'::text, 'operator'::text, 'owner'::text]))))),
    CONSTRAINT message_status_fits_direction CHECK ((((direction = 'in'::text) AND (status = 'received'::text)) OR ((direction = 'out'::text) AND (status = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'failed'::text, 'indeterminate'::text, 'cancelled'::text])))))
)
PARTITION BY RANGE (message_id);
ALTER TABLE shi.message OWNER TO shi_owner;
COMMENT ON TABLE shi.message IS 'One inbound or outbound message. Partitioned by month of its time-ordered id; retention drops partitions, and no foreign key points here, since it would block the drop.';
COMMENT ON COLUMN shi.message.author IS 'customer; bot (a turn), operator (POST /send), owner (typed on the business''s own phone).';
COMMENT ON COLUMN shi.message.generation IS 'The generation that this inbound message raised; null where it wants no answer.';
COMMENT ON COLUMN shi.message.status IS 'queued: not yet handed to a sender. sending: handed to one, its call may have begun. indeterminate: its outcome cannot be learned, and it is not sent again. cancelled: a human took over before it was begun.';
COMMENT ON COLUMN shi.message.received_at IS 'Inbound: when the first byte of the provider''s request arrived. Outbound: when it was stored.';
COMMENT ON COLUMN shi.message.may_be_out IS 'A call for it has begun whose outcome is not known: whatever later attempts say, it is never again taken for not sent.';
CREATE FUNCTION shi.outbound_state(p_tenant_id bigint, p_message_id bigint) RETURNS TABLE(status text, provider_message_id text, error text, send_ms integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    BEGIN ATOMIC
 SELECT m.status,
     m.provider_message_id,
     m.error,
     m.send_ms
    FROM shi.message m
   WHERE ((m.tenant_id = outbound_state.p_tenant_id) AND (m.message_id = outbound_state.p_message_id) AND (m.direction = 'out'::text) AND (m.author = 'operator'::text));
END;
ALTER FUNCTION shi.outbound_state(p_tenant_id bigint, p_message_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.outbound_state(p_tenant_id bigint, p_message_id bigint) IS 'Where an outbound message stands.';
CREATE FUNCTION shi.pick_jobs_in_turn(p_kind text, p_limit integer, p_after bigint, p_full bigint[]) RETURNS tid[]
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_rows       tid[]    := '{}';
    v_tenants    bigint[] := '{}';
    v_tenant     bigint   := p_after;
    v_is_wrapped boolean  := false;
    v_share      integer;
begin
    while cardinality(v_tenants) < p_limit loop
        v_tenant := next_tenant_waiting(p_kind, v_tenant);
        if v_tenant is null and not v_is_wrapped then
            v_is_wrapped := true;
            v_tenant := next_tenant_waiting(p_kind, -1);
        end if;
        exit when v_tenant is null or (v_is_wrapped and v_tenant > p_after);
        if v_tenant <> all (p_full) then
            v_tenants := v_tenants || v_tenant;
        end if;
    end loop;

    -- Equal shares; what a tenant leaves over is there for the next claim.
    v_share := greatest(1, p_limit / greatest(1, cardinality(v_tenants)));
    for i in 1 .. cardinality(v_tenants) loop
        exit when cardinality(v_rows) >= p_limit;
        v_rows := v_rows || array(
            select j.ctid
            from job j
            where j.kind = p_kind and j.state = 'ready' and j.tenant_id = v_tenants[i]
            order by j.deadline_at
            limit least(v_share, p_limit - cardinality(v_rows))
            for update skip locked);
    end loop;
    return v_rows;
end
$$;
ALTER FUNCTION shi.pick_jobs_in_turn(p_kind text, p_limit integer, p_after bigint, p_full bigint[]) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.pick_jobs_in_turn(p_kind text, p_limit integer, p_after bigint, p_full bigint[]) IS 'Locks ready jobs, going round the tenants.';
CREATE FUNCTION shi.promote_jobs(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_count integer;
begin
    update job
    set state = 'ready'
    where ctid = any (array(
        select j.ctid
        from job j
        where j.state = 'waiting' and j.run_at <= now()
        order by j.run_at
        limit p_limit
        for update skip locked));
    get diagnostics v_count = row_count;
    return v_count;
end
$$;
ALTER FUNCTION shi.promote_jobs(p_limit integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.promote_jobs(p_limit integer) IS 'Makes the jobs ready whose retry time has come.';
CREATE FUNCTION shi.pulse(p_worker_id bigint, p_tenant_ids bigint[], p_conversation_ids bigint[], p_generations integer[]) RETURNS TABLE(tenant_id bigint, conversation_id bigint, generation integer, mode text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
    -- A heartbeat that a crash of the server forgets harms nobody: it need not wait for the disk.
    perform set_config('synchronous_commit', 'off', true);
    update worker set heartbeat_at = clock_timestamp() where worker_id = p_worker_id;
    if not found then
        raise exception 'worker % is not registered', p_worker_id using errcode = 'no_data_found';
    end if;
    return query
    select c.tenant_id, c.conversation_id, c.generation, c.mode
    from unnest(p_tenant_ids, p_conversation_ids, p_generations) as t (tenant_id, conversation_id, generation)
    cross join lateral (
        select * from conversation c
        where c.tenant_id = t.tenant_id and c.conversation_id = t.conversation_id
        offset 0
    ) c
    where c.generation > t.generation or c.mode <> 'bot';
end
$$;
ALTER FUNCTION shi.pulse(p_worker_id bigint, p_tenant_ids bigint[], p_conversation_ids bigint[], p_generations integer[]) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.pulse(p_worker_id bigint, p_tenant_ids bigint[], p_conversation_ids bigint[], p_generations integer[]) IS 'A worker''s heartbeat and its look at the turns that it runs.';
CREATE TABLE shi.job (
    tenant_id bigint NOT NULL,
    kind text NOT NULL,
    key bigint NOT NULL,
    state text DEFAULT 'ready'::text NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    deadline_at timestamp with time zone NOT NULL,
    attempt smallint DEFAULT 0 NOT NULL,
    lost smallint DEFAULT 0 NOT NULL,
    worker_id bigint,
    lease_token uuid,
    begun_message_id bigint,
    CONSTRAINT job_kind_is_known CHECK ((kind = ANY (ARRAY['reply'::text, 'send'::text, 'upkeep'::text]))),
    CONSTRAINT job_lease_belongs_to_running CHECK ((((state = 'running'::text) = (lease_token IS NOT NULL)) AND ((state = 'running'::text) = (worker_id IS NOT NULL)))),
    CONSTRAINT job_state_is_known CHECK ((state = ANY (ARRAY['ready'::text, 'waiting'::text, 'running'::text])))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='2000', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='20000', autovacuum_vacuum_cost_delay='0');
ALTER TABLE shi.job OWNER TO shi_owner;
COMMENT ON TABLE shi.job IS 'Background work. The primary key is the promise that a conversation has one turn and one unsettled send at a time (key is its conversation_id). A finished job is deleted: its history is the turn and the message.';
COMMENT ON COLUMN shi.job.state IS 'ready: can be claimed. waiting: until run_at, for a retry. running: leased to worker_id.';
COMMENT ON COLUMN shi.job.attempt IS 'Failed attempts. Workers that died are counted in lost instead.';
COMMENT ON COLUMN shi.job.lease_token IS 'Fences every write about the job: who lost the lease cannot write.';
COMMENT ON COLUMN shi.job.begun_message_id IS 'Of a send job: the message that was handed out under this lease. Asked for again under the same lease, it has not been begun: the answer was lost.';
CREATE TABLE shi.message_default (
    tenant_id bigint NOT NULL,
    message_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    direction text NOT NULL,
    author text NOT NULL,
    kind text NOT NULL,
    body text,
    details jsonb,
    generation integer,
    status text NOT NULL,
    provider_message_id text,
    provider_sent_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    send_ms integer,
    may_be_out boolean DEFAULT false NOT NULL,
    error text,
    CONSTRAINT message_body_is_not_too_long CHECK ((length(body) <= 65536)),
    CONSTRAINT message_direction_and_author CHECK ((((direction = 'in'::text) AND (author = 'customer'::text)) OR ((direction = 'out'::text) AND (author = ANY (ARRAY['bot'::text, 'operator'::text, 'owner'::text]))))),
    CONSTRAINT message_status_fits_direction CHECK ((((direction = 'in'::text) AND (status = 'received'::text)) OR ((direction = 'out'::text) AND (status = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'failed'::text, 'indeterminate'::text, 'cancelled'::text])))))
);
ALTER TABLE shi.message_default OWNER TO shi_owner;
COMMENT ON TABLE shi.message_default IS 'Catches what no month''s partition takes. A row in it is an alarm: see readiness().';
CREATE TABLE shi.schema_version (
    version integer NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE shi.schema_version OWNER TO shi_owner;
COMMENT ON TABLE shi.schema_version IS 'The migrations that were applied to this database.';
CREATE TABLE shi.turn (
    tenant_id bigint NOT NULL,
    turn_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    message_id bigint NOT NULL,
    generation integer NOT NULL,
    outcome text NOT NULL,
    rung text NOT NULL,
    model text,
    prompt_version integer,
    prompt_tokens integer,
    completion_tokens integer,
    error text,
    lost_workers smallint DEFAULT 0 NOT NULL,
    received_at timestamp with time zone NOT NULL,
    deadline_ms integer NOT NULL,
    stored_ms integer NOT NULL,
    claimed_ms integer,
    typing_ms integer,
    model_request_ms integer,
    first_token_ms integer,
    model_done_ms integer,
    committed_ms integer NOT NULL,
    sent_ms integer,
    CONSTRAINT turn_outcome_is_known CHECK ((outcome = ANY (ARRAY['committed'::text, 'sent'::text, 'failed'::text, 'indeterminate'::text, 'cancelled'::text]))),
    CONSTRAINT turn_rung_is_known CHECK ((rung = ANY (ARRAY['model'::text, 'partial'::text, 'knowledge'::text, 'fallback'::text])))
)
PARTITION BY RANGE (turn_id);
ALTER TABLE shi.turn OWNER TO shi_owner;
COMMENT ON TABLE shi.turn IS 'One answering of a conversation. Stage times are milliseconds since received_at, the arrival of the oldest message that it answers.';
COMMENT ON COLUMN shi.turn.rung IS 'Which rung of the ladder answered: the model; its finished sentences when time ran out in mid-stream (partial); the tenant''s knowledge and listings; the fallback text.';
COMMENT ON COLUMN shi.turn.lost_workers IS 'How many workers died while they held this turn''s job.';
CREATE TABLE shi.turn_default (
    tenant_id bigint NOT NULL,
    turn_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    message_id bigint NOT NULL,
    generation integer NOT NULL,
    outcome text NOT NULL,
    rung text NOT NULL,
    model text,
    prompt_version integer,
    prompt_tokens integer,
    completion_tokens integer,
    error text,
    lost_workers smallint DEFAULT 0 NOT NULL,
    received_at timestamp with time zone NOT NULL,
    deadline_ms integer NOT NULL,
    stored_ms integer NOT NULL,
    claimed_ms integer,
    typing_ms integer,
    model_request_ms integer,
    first_token_ms integer,
    model_done_ms integer,
    committed_ms integer NOT NULL,
    sent_ms integer,
    CONSTRAINT turn_outcome_is_known CHECK ((outcome = ANY (ARRAY['committed'::text, 'sent'::text, 'failed'::text, 'indeterminate'::text, 'cancelled'::text]))),
    CONSTRAINT turn_rung_is_known CHECK ((rung = ANY (ARRAY['model'::text, 'partial'::text, 'knowledge'::text, 'fallback'::text])))
);
ALTER TABLE shi.turn_default OWNER TO shi_owner;
COMMENT ON TABLE shi.turn_default IS 'Catches what no month''s partition takes. A row in it is an alarm: see readiness().';
CREATE TABLE shi.worker (
    worker_id bigint NOT NULL,
    name text NOT NULL,
    lock_key bigint NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat_at timestamp with time zone NOT NULL
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='200');
ALTER TABLE shi.worker OWNER TO shi_owner;
COMMENT ON TABLE shi.worker IS 'The workers that run. Each holds an advisory lock on lock_key in an idle session of its own, and renews heartbeat_at.';
CREATE FUNCTION shi.readiness() RETURNS TABLE(schema_version integer, overdue_ms integer, waiting_jobs integer, live_workers integer, default_partitions boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    BEGIN ATOMIC
 SELECT ( SELECT max(v.version) AS max
            FROM shi.schema_version v) AS max,
     COALESCE(( SELECT GREATEST(0, shi.milliseconds((clock_timestamp() - min(first.deadline_at)))) AS "greatest"
            FROM (( VALUES ('reply'::text), ('send'::text)) k(kind)
              CROSS JOIN LATERAL ( SELECT j.deadline_at
                    FROM shi.job j
                   WHERE ((j.kind = k.kind) AND (j.state = 'ready'::text))
                   ORDER BY j.deadline_at
                  LIMIT 1) first)), 0) AS "coalesce",
     ( SELECT (count(*))::integer AS count
            FROM ( SELECT
                    FROM shi.job j
                   WHERE (j.state = 'ready'::text)
                  LIMIT 10000) waiting) AS count,
     ( SELECT (count(*))::integer AS count
            FROM shi.worker w
           WHERE (w.heartbeat_at > (clock_timestamp() - '00:00:01.5'::interval))) AS count,
     ((EXISTS ( SELECT
            FROM shi.message_default)) OR (EXISTS ( SELECT
            FROM shi.turn_default)));
END;
ALTER FUNCTION shi.readiness() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.readiness() IS 'What /readyz reports of the database.';
CREATE FUNCTION shi.reap_workers() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_worker record;
    v_count  integer := 0;
begin
    if pg_postmaster_start_time() > clock_timestamp() - interval '2 seconds' then
        return 0;
    end if;
    for v_worker in
        select worker_id, lock_key, heartbeat_at
        from worker
        where heartbeat_at < clock_timestamp() - interval '400 milliseconds'
        for update skip locked
    loop
        if v_worker.heartbeat_at < clock_timestamp() - interval '1500 milliseconds'
            or pg_try_advisory_xact_lock(v_worker.lock_key)
        then
            v_count := v_count + give_back_jobs(v_worker.worker_id, '{}', true);
            delete from worker w
            where w.worker_id = v_worker.worker_id
                and not exists (select from job j where j.state = 'running' and j.worker_id = w.worker_id);
        end if;
    end loop;

    -- What is leased to a worker that there is not is taken back, too: nothing else would ever find it.
    for v_worker in
        select distinct j.worker_id
        from job j
        where j.state = 'running' and not exists (select from worker w where w.worker_id = j.worker_id)
    loop
        v_count := v_count + give_back_jobs(v_worker.worker_id, '{}', true);
    end loop;
    return v_count;
end
$$;
ALTER FUNCTION shi.reap_workers() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.reap_workers() IS 'Takes the jobs of dead workers back.';
CREATE FUNCTION shi.record_connection(p_tenant_id bigint, p_provider text, p_address text, p_state text, p_name text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    update channel
    set connection_state = left(p_state, 50),
        connection_name = coalesce(left(p_name, 200), connection_name),
        connection_seen_at = now()
    where tenant_id = p_tenant_id and provider = p_provider and address = p_address;
    return found;
end
$$;
ALTER FUNCTION shi.record_connection(p_tenant_id bigint, p_provider text, p_address text, p_state text, p_name text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.record_connection(p_tenant_id bigint, p_provider text, p_address text, p_state text, p_name text) IS 'Keeps the connection state that a provider reported.';
CREATE FUNCTION shi.register_worker(p_worker_id bigint, p_name text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_lock_key  bigint := next_id();
    v_worker_id bigint := coalesce(p_worker_id, v_lock_key);
begin
    perform pg_advisory_lock(v_lock_key);
    insert into worker (worker_id, name, lock_key, heartbeat_at)
    values (v_worker_id, p_name, v_lock_key, clock_timestamp())
    on conflict (worker_id) do update
        set lock_key = excluded.lock_key, heartbeat_at = excluded.heartbeat_at;
    return v_worker_id;
end
$$;
ALTER FUNCTION shi.register_worker(p_worker_id bigint, p_name text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.register_worker(p_worker_id bigint, p_name text) IS 'Makes a worker known as alive.';
CREATE FUNCTION shi.release_job(p_tenant_id bigint, p_kind text, p_key bigint, p_lease_token uuid, p_wait_ms integer, p_failed boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    if p_kind = 'reply' then
        with taken as (
            update job
            set state = 'ready', worker_id = null, lease_token = null, begun_message_id = null
            from (
                select j.begun_message_id
                from job j
                where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_key and j.lease_token = p_lease_token
            ) begun
            where tenant_id = p_tenant_id and kind = 'send' and key = p_key and lease_token = p_lease_token
            returning begun.begun_message_id
        )
        update message m
        set status = 'queued'
        from taken t
        where m.tenant_id = p_tenant_id and m.message_id = t.begun_message_id and m.status = 'sending'
            and not m.may_be_out;
        if found then
            return true;
        end if;
    end if;

    update job
    set state = case when p_wait_ms > 0 then 'waiting' else 'ready' end,
        run_at = clock_timestamp() + make_interval(secs => p_wait_ms / 1000.0),
        worker_id = null,
        lease_token = null,
        begun_message_id = null,
        attempt = least(attempt + p_failed::integer, 1000)
    where tenant_id = p_tenant_id and kind = p_kind and key = p_key and lease_token = p_lease_token;
    return found;
end
$$;
ALTER FUNCTION shi.release_job(p_tenant_id bigint, p_kind text, p_key bigint, p_lease_token uuid, p_wait_ms integer, p_failed boolean) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.release_job(p_tenant_id bigint, p_kind text, p_key bigint, p_lease_token uuid, p_wait_ms integer, p_failed boolean) IS 'Gives a leased job back.';
CREATE FUNCTION shi.repeated_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint) RETURNS TABLE(outcome text, message_id bigint, send boolean, wait_ms integer)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'shi', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
    select 'committed', t.message_id,
        exists (
            select from job j
            join message m on m.tenant_id = t.tenant_id and m.message_id = t.message_id and m.status = 'sending'
            where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id
                and j.lease_token = p_lease_token),
        0
    into outcome, message_id, send, wait_ms
    from turn t
    where t.tenant_id = p_tenant_id and t.turn_id = p_turn_id;
    if not found then
        outcome := 'lost';
        send := false;
        wait_ms := 0;
    end if;
    return next;
end
$$;
ALTER FUNCTION shi.repeated_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.repeated_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint) IS 'The answer to a repeated finish_reply.';
CREATE FUNCTION shi.retire_worker(p_worker_id bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_count integer;
begin
    -- The lock keeps a claim that is still under way from leasing jobs to a worker that is gone; see claim_jobs.
    perform from worker where worker_id = p_worker_id for update;
    v_count := give_back_jobs(p_worker_id, '{}', false);
    -- Where a job is locked by somebody at this moment, the row stays for reap_workers.
    delete from worker w
    where w.worker_id = p_worker_id
        and not exists (select from job j where j.state = 'running' and j.worker_id = w.worker_id);
    return v_count;
end
$$;
ALTER FUNCTION shi.retire_worker(p_worker_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.retire_worker(p_worker_id bigint) IS 'A worker''s orderly end.';
CREATE FUNCTION shi.set_conversation_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) RETURNS SETOF bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    perform from conversation
    where tenant_id = p_tenant_id and conversation_id = p_conversation_id
    for no key update;
    if not found then
        raise exception 'tenant % has no conversation %', p_tenant_id, p_conversation_id using errcode = 'no_data_found';
    end if;
    return query select * from change_mode(p_tenant_id, p_conversation_id, p_mode);
end
$$;
ALTER FUNCTION shi.set_conversation_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.set_conversation_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) IS 'Takes a conversation over, mutes it, or gives it back to the bot.';
CREATE FUNCTION shi.settle_message(p_tenant_id bigint, p_message_id bigint, p_status text, p_provider_message_id text, p_error text, p_send_ms integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    update message m
    set status = p_status,
        provider_message_id = coalesce(p_provider_message_id, m.provider_message_id),
        error = left(p_error, 500),
        send_ms = coalesce(p_send_ms, m.send_ms),
        settled_at = clock_timestamp()
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.direction = 'out'
        and (m.status in ('queued', 'sending') or (p_status = 'sent' and m.status in ('failed', 'indeterminate')));
    if not found then
        return false;
    end if;
    update turn t
    set outcome = p_status,
        sent_ms = case when p_status = 'sent' then milliseconds(clock_timestamp() - t.received_at) end
    where t.tenant_id = p_tenant_id and t.message_id = p_message_id
        and t.turn_id < p_message_id and t.turn_id > p_message_id - (3600000::bigint << 22);
    return true;
end
$$;
ALTER FUNCTION shi.settle_message(p_tenant_id bigint, p_message_id bigint, p_status text, p_provider_message_id text, p_error text, p_send_ms integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.settle_message(p_tenant_id bigint, p_message_id bigint, p_status text, p_provider_message_id text, p_error text, p_send_ms integer) IS 'Records how an outbound message ended.';
CREATE FUNCTION shi.store_echo(p_item shi.inbound_item) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_message_id bigint;
begin
    -- Another spelling of the chat's address (phone or LID) under the id of one of our sends: already known.
    perform from provider_message p
    join message m on m.tenant_id = p.tenant_id and m.message_id = p.message_id and m.direction = 'out'
    where p.tenant_id = p_item.tenant_id and p.channel_id = p_item.channel_id
        and p.provider_message_id = p_item.provider_message_id and p.message_id <> p_item.message_id;
    if found then
        return;
    end if;

    -- The report can come before the answer of the call that sent it, in place of an answer that was lost, or for a send that
    -- the provider answered without an id.
    select m.message_id into v_message_id
    from message m
    where m.tenant_id = p_item.tenant_id and m.conversation_id = p_item.conversation_id
        and m.message_id > id_at(now() - interval '1 day')
        and m.direction = 'out' and m.author <> 'owner' and m.provider_message_id is null
        and m.status in ('sending', 'sent', 'failed', 'indeterminate')
        and m.body is not distinct from p_item.body
    order by m.message_id
    limit 1;
    if v_message_id is not null then
        perform settle_message(p_item.tenant_id, v_message_id, 'sent', p_item.provider_message_id, null, null);
        update message
        set provider_message_id = p_item.provider_message_id
        where tenant_id = p_item.tenant_id and message_id = v_message_id and provider_message_id is null;
        update provider_message
        set message_id = v_message_id
        where tenant_id = p_item.tenant_id and channel_id = p_item.channel_id
            and provider_message_id = p_item.provider_message_id and chat_address = p_item.chat_address;
        return;
    end if;

    insert into message (
        tenant_id, message_id, conversation_id, direction, author, kind, body, details, status, provider_message_id,
        provider_sent_at, received_at, settled_at)
    values (
        p_item.tenant_id, p_item.message_id, p_item.conversation_id, 'out', 'owner', p_item.kind, p_item.body,
        p_item.details, 'sent', p_item.provider_message_id, p_item.sent_at, p_item.received_at, now());
    if p_item.takes_over and p_item.kind not in ('reaction', 'deletion', 'edit', 'call', 'poll', 'system') then
        perform change_mode(p_item.tenant_id, p_item.conversation_id, 'human');
    end if;
end
$$;
ALTER FUNCTION shi.store_echo(p_item shi.inbound_item) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.store_echo(p_item shi.inbound_item) IS 'Settles a message that the business itself sent.';
CREATE FUNCTION shi.store_inbound(p_items shi.inbound_item[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_group      record;
    v_generation integer;
    v_item       inbound_item;
begin
    for v_group in
        select i.tenant_id, i.conversation_id,
            (count(*) filter (where i.wants_answer))::integer as raised,
            max(i.received_at) filter (where i.wants_answer) as last_inbound_at,
            (array_agg(i.chat_address order by i.ordinal desc))[1] as chat_address,
            array_agg(i order by i.ordinal) as items
        from unnest(p_items) i
        group by i.tenant_id, i.conversation_id
        order by i.tenant_id, i.conversation_id
    loop
        update conversation c
        set generation = c.generation + v_group.raised,
            last_inbound_at = coalesce(greatest(c.last_inbound_at, v_group.last_inbound_at), c.last_inbound_at),
            chat_address = v_group.chat_address
        where c.tenant_id = v_group.tenant_id and c.conversation_id = v_group.conversation_id
        returning c.generation - v_group.raised into strict v_generation;

        insert into message (
            tenant_id, message_id, conversation_id, direction, author, kind, body, details, generation, status,
            provider_message_id, provider_sent_at, received_at)
        select
            i.tenant_id, i.message_id, i.conversation_id, 'in', 'customer', i.kind, i.body, i.details,
            case when i.wants_answer
                then v_generation + (count(*) filter (where i.wants_answer) over (order by i.ordinal))::integer
            end,
            'received', i.provider_message_id, i.sent_at, i.received_at
        from unnest(v_group.items) i
        where not i.from_me;
    end loop;

    for v_item in
        select i.* from unnest(p_items) i where i.from_me order by i.tenant_id, i.conversation_id, i.ordinal
    loop
        perform store_echo(v_item);
    end loop;
end
$$;
ALTER FUNCTION shi.store_inbound(p_items shi.inbound_item[]) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.store_inbound(p_items shi.inbound_item[]) IS 'Stores a batch of messages under their conversations'' locks.';
CREATE TABLE shi.conversation (
    tenant_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    chat_address text NOT NULL,
    mode text DEFAULT 'bot'::text NOT NULL,
    mode_changed_at timestamp with time zone DEFAULT now() NOT NULL,
    generation integer DEFAULT 0 NOT NULL,
    answered_generation integer DEFAULT 0 NOT NULL,
    last_inbound_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT conversation_answers_what_exists CHECK ((answered_generation <= generation)),
    CONSTRAINT conversation_mode_is_known CHECK ((mode = ANY (ARRAY['bot'::text, 'human'::text, 'muted'::text])))
)
WITH (fillfactor='80');
ALTER TABLE shi.conversation OWNER TO shi_owner;
COMMENT ON TABLE shi.conversation IS 'A contact on a channel. Its row lock orders everything that happens in it.';
COMMENT ON COLUMN shi.conversation.chat_address IS 'Where to reply: the provider''s address exactly as last received.';
COMMENT ON COLUMN shi.conversation.generation IS 'The conversation''s version: raised by each inbound message that wants an answer, and by each change of mode.';
COMMENT ON COLUMN shi.conversation.answered_generation IS 'Messages up to this generation are answered, or need no answer.';
CREATE FUNCTION shi.store_reply(p_conversation shi.conversation, p_job shi.job, p_turn_id bigint, p_generation integer, p_text text, p_turn jsonb) RETURNS TABLE(message_id bigint, send boolean)
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
declare
    v_now     timestamptz := clock_timestamp();
    v_oldest  record;
    v_newer   timestamptz;
    v_tenant  tenant;
begin
    select * into v_tenant from tenant t where t.tenant_id = p_job.tenant_id;
    message_id := next_id(p_turn_id);

    -- The oldest message that this answers gives the turn's clock; the oldest that it does not, the next job's deadline.
    select
        min(m.received_at) filter (where m.generation <= p_generation) as received_at,
        min(m.message_id) filter (where m.generation <= p_generation) as message_id,
        min(m.received_at) filter (where m.generation > p_generation) as newer_received_at
    into v_oldest
    from (
        select m.generation, m.received_at, m.message_id
        from message m
        where m.tenant_id = p_job.tenant_id and m.conversation_id = p_job.key
            and m.message_id > id_at(now() - interval '60 days')
            and m.generation > p_conversation.answered_generation
        order by m.message_id desc
        limit p_conversation.generation - p_conversation.answered_generation
    ) m;
    v_newer := v_oldest.newer_received_at;

    update conversation c
    set answered_generation = p_generation
    where c.tenant_id = p_job.tenant_id and c.conversation_id = p_job.key;

    -- One unsettled send at a time: where the send job exists, its holder sends this message after the one it has.
    send := not exists (
        select from job j where j.tenant_id = p_job.tenant_id and j.kind = 'send' and j.key = p_job.key);
    if send then
        update job j
        set kind = 'send', attempt = 0, begun_message_id = store_reply.message_id
        where j.tenant_id = p_job.tenant_id and j.kind = 'reply' and j.key = p_job.key;
    else
        delete from job j where j.tenant_id = p_job.tenant_id and j.kind = 'reply' and j.key = p_job.key;
    end if;
    if p_conversation.generation > p_generation then
        insert into job (tenant_id, kind, key, deadline_at)
        values (p_job.tenant_id, 'reply', p_job.key,
            coalesce(v_newer, v_now) + make_interval(secs => v_tenant.reply_deadline_ms / 1000.0));
    end if;

    insert into message (
        tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at)
    values (
        p_job.tenant_id, message_id, p_job.key, 'out', 'bot', 'text', p_text,
        case when send then 'sending' else 'queued' end, v_now);

    insert into turn (
        tenant_id, turn_id, conversation_id, message_id, generation, outcome, rung, model, prompt_version,
        prompt_tokens, completion_tokens, error, lost_workers, received_at, deadline_ms, stored_ms, claimed_ms,
        typing_ms, model_request_ms, first_token_ms, model_done_ms, committed_ms)
    select
        p_job.tenant_id, p_turn_id, p_job.key, message_id, p_generation, 'committed', t.rung, t.model, t.prompt_version,
        t.prompt_tokens, t.completion_tokens, left(t.error, 500), p_job.lost, r.received_at,
        milliseconds(p_job.deadline_at - r.received_at),
        coalesce(milliseconds(id_time(v_oldest.message_id) - r.received_at), 0), t.claimed_ms, t.typing_ms,
        t.model_request_ms, t.first_token_ms, t.model_done_ms, milliseconds(v_now - r.received_at)
    from jsonb_to_record(p_turn) as t (
        rung text, model text, prompt_version integer, prompt_tokens integer, completion_tokens integer, error text,
        claimed_ms integer, typing_ms integer, model_request_ms integer, first_token_ms integer, model_done_ms integer)
    cross join (select coalesce(v_oldest.received_at, v_now) as received_at) r;
    return next;
end
$$;
ALTER FUNCTION shi.store_reply(p_conversation shi.conversation, p_job shi.job, p_turn_id bigint, p_generation integer, p_text text, p_turn jsonb) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.store_reply(p_conversation shi.conversation, p_job shi.job, p_turn_id bigint, p_generation integer, p_text text, p_turn jsonb) IS 'Stores a reply that has passed the fence.';
CREATE FUNCTION shi.upkeep(p_lease_token uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    c_most   constant integer := 20000;
    v_purged integer;
    v_count  integer;
begin
    perform from job
    where tenant_id = 0 and kind = 'upkeep' and key = 0 and lease_token = p_lease_token
    for update;
    if not found then
        return 'lost';
    end if;
    perform create_partitions(3);
    delete from provider_message
    where ctid = any (array(
        select p.ctid from provider_message p where p.message_id < id_at(now() - interval '40 days') limit c_most));
    get diagnostics v_purged = row_count;
    delete from send_request
    where ctid = any (array(
        select r.ctid from send_request r where r.message_id < id_at(now() - interval '40 days') limit c_most));
    get diagnostics v_count = row_count;
    if greatest(v_purged, v_count) = c_most then
        return 'more';
    end if;
    update job
    set state = 'waiting', worker_id = null, lease_token = null, attempt = 0,
        run_at = now() + interval '1 hour', deadline_at = now() + interval '1 hour'
    where tenant_id = 0 and kind = 'upkeep' and key = 0;
    return 'done';
end
$$;
ALTER FUNCTION shi.upkeep(p_lease_token uuid) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.upkeep(p_lease_token uuid) IS 'The housekeeping that the database needs.';
CREATE TABLE shi.contact (
    tenant_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    name text,
    opted_out_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT contact_name_is_not_too_long CHECK ((length(name) <= 200))
);
ALTER TABLE shi.contact OWNER TO shi_owner;
COMMENT ON TABLE shi.contact IS 'A person.';
CREATE SEQUENCE shi.id_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
    CYCLE;
ALTER TABLE shi.id_sequence OWNER TO shi_owner;
COMMENT ON SEQUENCE shi.id_sequence IS 'The low bits of new ids; see next_id().';
CREATE TABLE shi.identity (
    tenant_id bigint NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    contact_id bigint NOT NULL,
    CONSTRAINT identity_kind_is_known CHECK ((kind = ANY (ARRAY['phone'::text, 'lid'::text, 'address'::text]))),
    CONSTRAINT identity_lid_is_digits CHECK (((kind <> 'lid'::text) OR (value ~ '^[0-9]{1,32}$'::text))),
    CONSTRAINT identity_phone_is_e164 CHECK (((kind <> 'phone'::text) OR (value ~ '^\+[0-9]{5,20}$'::text)))
);
ALTER TABLE shi.identity OWNER TO shi_owner;
COMMENT ON TABLE shi.identity IS 'One way a provider names a contact. A LID is no phone number and never becomes one.';
CREATE TABLE shi.prompt (
    tenant_id bigint NOT NULL,
    medium text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    content text NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT prompt_is_not_too_long CHECK (((length(content) >= 1) AND (length(content) <= 10000))),
    CONSTRAINT prompt_medium_is_known CHECK ((medium = ANY (ARRAY['whatsapp'::text, 'call'::text])))
);
ALTER TABLE shi.prompt OWNER TO shi_owner;
COMMENT ON TABLE shi.prompt IS 'What the model is told about the business and its persona, per medium.';
CREATE TABLE shi.provider_message (
    tenant_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    provider_message_id text NOT NULL,
    chat_address text NOT NULL,
    message_id bigint NOT NULL
);
ALTER TABLE shi.provider_message OWNER TO shi_owner;
COMMENT ON TABLE shi.provider_message IS 'Each provider message that was taken, so that it is taken once. Outlives the messages'' partitions; purged after 40 days by upkeep().';
CREATE TABLE shi.send_request (
    tenant_id bigint NOT NULL,
    idempotency_key text NOT NULL,
    body_digest text NOT NULL,
    message_id bigint NOT NULL,
    CONSTRAINT send_request_key_is_not_too_long CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)))
);
ALTER TABLE shi.send_request OWNER TO shi_owner;
COMMENT ON TABLE shi.send_request IS 'The idempotency keys of POST /send. body_digest tells a repetition from another message under the same key. Purged after 40 days by upkeep().';
CREATE TABLE shi.tenant (
    tenant_id bigint NOT NULL,
    name text NOT NULL,
    language text DEFAULT 'he'::text NOT NULL,
    greeting_he text,
    greeting_en text,
    quiet_ms integer DEFAULT 1000 NOT NULL,
    reply_deadline_ms integer DEFAULT 4000 NOT NULL,
    running_jobs_limit integer DEFAULT 500 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenant_deadline_leaves_time CHECK (((reply_deadline_ms >= 1500) AND (reply_deadline_ms <= 60000))),
    CONSTRAINT tenant_id_is_positive CHECK ((tenant_id > 0)),
    CONSTRAINT tenant_language_is_known CHECK ((language = ANY (ARRAY['he'::text, 'en'::text]))),
    CONSTRAINT tenant_quiet_is_bounded CHECK (((quiet_ms >= 0) AND (quiet_ms <= 3000))),
    CONSTRAINT tenant_running_jobs_limit_is_positive CHECK ((running_jobs_limit > 0))
);
ALTER TABLE shi.tenant OWNER TO shi_owner;
COMMENT ON TABLE shi.tenant IS 'One business. Every other row belongs to one.';
COMMENT ON COLUMN shi.tenant.language IS 'The language of an answer when the customer''s own cannot be told.';
COMMENT ON COLUMN shi.tenant.quiet_ms IS 'A reply commits no earlier than this long after the last inbound message.';
COMMENT ON COLUMN shi.tenant.reply_deadline_ms IS 'From the oldest unanswered message to the moment its reply must be out.';
COMMENT ON COLUMN shi.tenant.running_jobs_limit IS 'How many jobs of one kind run at once, so that no tenant takes all workers.';
ALTER TABLE ONLY shi.message ATTACH PARTITION shi.message_default DEFAULT;
ALTER TABLE ONLY shi.turn ATTACH PARTITION shi.turn_default DEFAULT;
ALTER TABLE ONLY shi.channel
    ADD CONSTRAINT channel_address_is_unique UNIQUE (tenant_id, provider, address);
ALTER TABLE ONLY shi.channel
    ADD CONSTRAINT channel_pkey PRIMARY KEY (tenant_id, channel_id);
ALTER TABLE ONLY shi.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (tenant_id, contact_id);
ALTER TABLE ONLY shi.conversation
    ADD CONSTRAINT conversation_is_one_per_contact_and_channel UNIQUE (tenant_id, contact_id, channel_id);
ALTER TABLE ONLY shi.conversation
    ADD CONSTRAINT conversation_pkey PRIMARY KEY (tenant_id, conversation_id);
ALTER TABLE ONLY shi.dead_job
    ADD CONSTRAINT dead_job_pkey PRIMARY KEY (tenant_id, dead_id);
ALTER TABLE ONLY shi.identity
    ADD CONSTRAINT identity_pkey PRIMARY KEY (tenant_id, kind, value);
ALTER TABLE ONLY shi.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (tenant_id, kind, key);
ALTER TABLE ONLY shi.knowledge
    ADD CONSTRAINT knowledge_pkey PRIMARY KEY (tenant_id, knowledge_id);
ALTER TABLE ONLY shi.listing
    ADD CONSTRAINT listing_pkey PRIMARY KEY (tenant_id, listing_id);
ALTER TABLE ONLY shi.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (tenant_id, message_id);
ALTER TABLE ONLY shi.message_default
    ADD CONSTRAINT message_default_pkey PRIMARY KEY (tenant_id, message_id);
ALTER TABLE ONLY shi.prompt
    ADD CONSTRAINT prompt_pkey PRIMARY KEY (tenant_id, medium);
ALTER TABLE ONLY shi.provider_message
    ADD CONSTRAINT provider_message_pkey PRIMARY KEY (tenant_id, channel_id, provider_message_id, chat_address);
ALTER TABLE ONLY shi.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY shi.send_request
    ADD CONSTRAINT send_request_pkey PRIMARY KEY (tenant_id, idempotency_key);
ALTER TABLE ONLY shi.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY shi.turn
    ADD CONSTRAINT turn_pkey PRIMARY KEY (tenant_id, turn_id);
ALTER TABLE ONLY shi.turn_default
    ADD CONSTRAINT turn_default_pkey PRIMARY KEY (tenant_id, turn_id);
ALTER TABLE ONLY shi.worker
    ADD CONSTRAINT worker_lock_key_is_unique UNIQUE (lock_key);
ALTER TABLE ONLY shi.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (worker_id);
CREATE INDEX identity_by_contact_idx ON shi.identity USING btree (tenant_id, contact_id);
CREATE INDEX job_ready_by_tenant_idx ON shi.job USING btree (kind, tenant_id, deadline_at) WHERE (state = 'ready'::text);
CREATE INDEX job_ready_idx ON shi.job USING btree (kind, deadline_at) WHERE (state = 'ready'::text);
CREATE INDEX job_running_idx ON shi.job USING btree (worker_id, kind, tenant_id) WHERE (state = 'running'::text);
CREATE INDEX job_waiting_idx ON shi.job USING btree (run_at) WHERE (state = 'waiting'::text);
CREATE INDEX message_by_conversation_idx ON ONLY shi.message USING btree (tenant_id, conversation_id, message_id);
CREATE INDEX message_default_tenant_id_conversation_id_message_id_idx ON shi.message_default USING btree (tenant_id, conversation_id, message_id);
CREATE INDEX message_unsettled_idx ON ONLY shi.message USING btree (tenant_id, conversation_id, message_id) WHERE (status = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX message_default_tenant_id_conversation_id_message_id_idx1 ON shi.message_default USING btree (tenant_id, conversation_id, message_id) WHERE (status = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX provider_message_by_age_idx ON shi.provider_message USING brin (message_id);
CREATE INDEX send_request_by_age_idx ON shi.send_request USING brin (message_id);
CREATE INDEX turn_by_message_idx ON ONLY shi.turn USING btree (tenant_id, message_id);
CREATE INDEX turn_default_tenant_id_message_id_idx ON shi.turn_default USING btree (tenant_id, message_id);
ALTER INDEX shi.message_pkey ATTACH PARTITION shi.message_default_pkey;
ALTER INDEX shi.message_by_conversation_idx ATTACH PARTITION shi.message_default_tenant_id_conversation_id_message_id_idx;
ALTER INDEX shi.message_unsettled_idx ATTACH PARTITION shi.message_default_tenant_id_conversation_id_message_id_idx1;
ALTER INDEX shi.turn_pkey ATTACH PARTITION shi.turn_default_pkey;
ALTER INDEX shi.turn_by_message_idx ATTACH PARTITION shi.turn_default_tenant_id_message_id_idx;
ALTER TABLE ONLY shi.channel
    ADD CONSTRAINT channel_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.contact
    ADD CONSTRAINT contact_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.conversation
    ADD CONSTRAINT conversation_channel_fkey FOREIGN KEY (tenant_id, channel_id) REFERENCES shi.channel(tenant_id, channel_id);
ALTER TABLE ONLY shi.conversation
    ADD CONSTRAINT conversation_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES shi.contact(tenant_id, contact_id);
ALTER TABLE ONLY shi.identity
    ADD CONSTRAINT identity_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES shi.contact(tenant_id, contact_id);
ALTER TABLE ONLY shi.knowledge
    ADD CONSTRAINT knowledge_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.listing
    ADD CONSTRAINT listing_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.prompt
    ADD CONSTRAINT prompt_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
GRANT USAGE ON SCHEMA shi TO shi_webhook;
GRANT USAGE ON SCHEMA shi TO shi_send;
GRANT USAGE ON SCHEMA shi TO shi_typing;
GRANT USAGE ON SCHEMA shi TO shi_status;
GRANT USAGE ON SCHEMA shi TO shi_worker;
GRANT USAGE ON SCHEMA shi TO shi_admin;
REVOKE ALL ON FUNCTION shi.accept_messages(p_tenant_ids bigint[], p_messages jsonb[]) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.accept_messages(p_tenant_ids bigint[], p_messages jsonb[]) TO shi_webhook;
REVOKE ALL ON FUNCTION shi.accept_outbound(p_tenant_id bigint, p_provider text, p_address text, p_to text, p_phone text, p_lid text, p_text text, p_key text, p_digest text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.accept_outbound(p_tenant_id bigint, p_provider text, p_address text, p_to text, p_phone text, p_lid text, p_text text, p_key text, p_digest text) TO shi_send;
REVOKE ALL ON FUNCTION shi.announce_jobs(p_kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.announce_jobs(p_kind text) TO shi_webhook;
GRANT ALL ON FUNCTION shi.announce_jobs(p_kind text) TO shi_send;
GRANT ALL ON FUNCTION shi.announce_jobs(p_kind text) TO shi_worker;
REVOKE ALL ON FUNCTION shi.announce_settled(p_tenant_id bigint, p_message_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.announce_settled(p_tenant_id bigint, p_message_id bigint) TO shi_worker;
REVOKE ALL ON FUNCTION shi.begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) TO shi_worker;
REVOKE ALL ON FUNCTION shi.begin_turn(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_context integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.begin_turn(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_context integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.next_id(p_after bigint) FROM PUBLIC;
GRANT SELECT ON TABLE shi.dead_job TO shi_admin;
REVOKE ALL ON FUNCTION shi.bury_send(p_tenant_id bigint, p_conversation_id bigint, p_message_id bigint, p_attempt integer, p_error text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.change_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) FROM PUBLIC;
GRANT SELECT ON TABLE shi.channel TO shi_admin;
REVOKE ALL ON FUNCTION shi.channel_for_typing(p_tenant_id bigint, p_provider text, p_address text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.channel_for_typing(p_tenant_id bigint, p_provider text, p_address text) TO shi_typing;
REVOKE ALL ON FUNCTION shi.claim_jobs(p_worker_id bigint, p_kind text, p_limit integer, p_is_full boolean, p_after bigint, p_held uuid[], p_share integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.claim_jobs(p_worker_id bigint, p_kind text, p_limit integer, p_is_full boolean, p_after bigint, p_held uuid[], p_share integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.create_partitions(p_months_ahead integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.end_idle_reply_job(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) FROM PUBLIC;
GRANT SELECT ON TABLE shi.knowledge TO shi_admin;
REVOKE ALL ON FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) TO shi_worker;
GRANT SELECT ON TABLE shi.listing TO shi_admin;
REVOKE ALL ON FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_deal text, p_property_kind text, p_rooms numeric, p_maximum_price integer, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_deal text, p_property_kind text, p_rooms numeric, p_maximum_price integer, p_limit integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.find_or_make_contact(p_tenant_id bigint, p_phone text, p_lid text, p_address text, p_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.find_or_make_conversation(p_tenant_id bigint, p_channel_id bigint, p_contact_id bigint, p_chat_address text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb) TO shi_worker;
REVOKE ALL ON FUNCTION shi.finish_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_message_id bigint, p_result text, p_provider_message_id text, p_error text, p_send_ms integer, p_retry_ms integer, p_most_attempts integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.finish_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_message_id bigint, p_result text, p_provider_message_id text, p_error text, p_send_ms integer, p_retry_ms integer, p_most_attempts integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.give_back_jobs(p_worker_id bigint, p_kept uuid[], p_lost boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.id_at(p_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.id_at(p_time timestamp with time zone) TO shi_admin;
REVOKE ALL ON FUNCTION shi.id_time(p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.id_time(p_id bigint) TO shi_admin;
REVOKE ALL ON FUNCTION shi.make_reply_jobs(p_items shi.inbound_item[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.merge_contacts(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.milliseconds(p_interval interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.next_ids(p_count integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.next_tenant_waiting(p_kind text, p_after bigint) FROM PUBLIC;
GRANT SELECT ON TABLE shi.message TO shi_admin;
REVOKE ALL ON FUNCTION shi.outbound_state(p_tenant_id bigint, p_message_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.outbound_state(p_tenant_id bigint, p_message_id bigint) TO shi_send;
REVOKE ALL ON FUNCTION shi.pick_jobs_in_turn(p_kind text, p_limit integer, p_after bigint, p_full bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.promote_jobs(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.promote_jobs(p_limit integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.pulse(p_worker_id bigint, p_tenant_ids bigint[], p_conversation_ids bigint[], p_generations integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.pulse(p_worker_id bigint, p_tenant_ids bigint[], p_conversation_ids bigint[], p_generations integer[]) TO shi_worker;
GRANT SELECT ON TABLE shi.job TO shi_admin;
GRANT SELECT ON TABLE shi.message_default TO shi_admin;
GRANT SELECT ON TABLE shi.schema_version TO shi_admin;
GRANT SELECT ON TABLE shi.turn TO shi_admin;
GRANT SELECT ON TABLE shi.turn_default TO shi_admin;
GRANT SELECT ON TABLE shi.worker TO shi_admin;
REVOKE ALL ON FUNCTION shi.readiness() FROM PUBLIC;
GRANT ALL ON FUNCTION shi.readiness() TO shi_status;
GRANT ALL ON FUNCTION shi.readiness() TO shi_admin;
REVOKE ALL ON FUNCTION shi.reap_workers() FROM PUBLIC;
GRANT ALL ON FUNCTION shi.reap_workers() TO shi_worker;
REVOKE ALL ON FUNCTION shi.record_connection(p_tenant_id bigint, p_provider text, p_address text, p_state text, p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.record_connection(p_tenant_id bigint, p_provider text, p_address text, p_state text, p_name text) TO shi_webhook;
REVOKE ALL ON FUNCTION shi.register_worker(p_worker_id bigint, p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.register_worker(p_worker_id bigint, p_name text) TO shi_worker;
REVOKE ALL ON FUNCTION shi.release_job(p_tenant_id bigint, p_kind text, p_key bigint, p_lease_token uuid, p_wait_ms integer, p_failed boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.release_job(p_tenant_id bigint, p_kind text, p_key bigint, p_lease_token uuid, p_wait_ms integer, p_failed boolean) TO shi_worker;
REVOKE ALL ON FUNCTION shi.repeated_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.retire_worker(p_worker_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.retire_worker(p_worker_id bigint) TO shi_worker;
REVOKE ALL ON FUNCTION shi.set_conversation_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.set_conversation_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) TO shi_admin;
REVOKE ALL ON FUNCTION shi.settle_message(p_tenant_id bigint, p_message_id bigint, p_status text, p_provider_message_id text, p_error text, p_send_ms integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.store_echo(p_item shi.inbound_item) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.store_inbound(p_items shi.inbound_item[]) FROM PUBLIC;
GRANT SELECT ON TABLE shi.conversation TO shi_admin;
REVOKE ALL ON FUNCTION shi.store_reply(p_conversation shi.conversation, p_job shi.job, p_turn_id bigint, p_generation integer, p_text text, p_turn jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.upkeep(p_lease_token uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.upkeep(p_lease_token uuid) TO shi_worker;
GRANT SELECT ON TABLE shi.contact TO shi_admin;
GRANT SELECT ON TABLE shi.identity TO shi_admin;
GRANT SELECT ON TABLE shi.prompt TO shi_admin;
GRANT SELECT ON TABLE shi.provider_message TO shi_admin;
GRANT SELECT ON TABLE shi.send_request TO shi_admin;
GRANT SELECT ON TABLE shi.tenant TO shi_admin;
ALTER DEFAULT PRIVILEGES FOR ROLE shi_owner IN SCHEMA shi GRANT SELECT ON TABLES  TO shi_admin;
ALTER DEFAULT PRIVILEGES FOR ROLE shi_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;
INSERT INTO shi.schema_version (version, name) VALUES (1, 'spine');
INSERT INTO shi.job (tenant_id, kind, key, deadline_at) VALUES (0, 'upkeep', 0, now());

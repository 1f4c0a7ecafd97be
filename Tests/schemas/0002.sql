-- Schema version 2 as it was released: `pg_dump --schema-only` of a database that its install.sql made, without monthly
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
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA shi;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';
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
CREATE FUNCTION shi.add_spend(p_tenant_id bigint, p_requests bigint, p_prompt_tokens bigint, p_completion_tokens bigint, p_microdollars bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    -- No turn costs a million dollars, and no sum of such overflows.
    c_most constant bigint := 1000000000000;
begin
    if coalesce(p_requests, 0) <= 0 and coalesce(p_prompt_tokens, 0) <= 0 and coalesce(p_completion_tokens, 0) <= 0
        and coalesce(p_microdollars, 0) <= 0
    then
        return;
    end if;
    insert into spend as s (tenant_id, day, shard, requests, prompt_tokens, completion_tokens, microdollars)
    select t.tenant_id, (clock_timestamp() at time zone t.time_zone)::date, pg_backend_pid() % 16,
        greatest(0, least(c_most, coalesce(p_requests, 0))),
        greatest(0, least(c_most, coalesce(p_prompt_tokens, 0))),
        greatest(0, least(c_most, coalesce(p_completion_tokens, 0))),
        greatest(0, least(c_most, coalesce(p_microdollars, 0)))
    from tenant t
    where t.tenant_id = p_tenant_id
    on conflict (tenant_id, day, shard) do update
        set requests = s.requests + excluded.requests,
            prompt_tokens = s.prompt_tokens + excluded.prompt_tokens,
            completion_tokens = s.completion_tokens + excluded.completion_tokens,
            microdollars = s.microdollars + excluded.microdollars;
end
$$;
ALTER FUNCTION shi.add_spend(p_tenant_id bigint, p_requests bigint, p_prompt_tokens bigint, p_completion_tokens bigint, p_microdollars bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.add_spend(p_tenant_id bigint, p_requests bigint, p_prompt_tokens bigint, p_completion_tokens bigint, p_microdollars bigint) IS 'Adds what models cost to the tenant''s day.';
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
SET default_tablespace = '';
SET default_table_access_method = heap;
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
CREATE FUNCTION shi.apply_writes(p_conversation shi.conversation, p_turn_id bigint, p_writes jsonb) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    SET lock_timeout TO '250ms'
    AS $$
declare
    v_write      jsonb;
    v_has_locked boolean := false;
begin
    for v_write in
        select w.value
        from jsonb_array_elements(p_writes) with ordinality as w (value, ordinality)
        order by
            array_position('{record_lead,hand_over,cancel_viewing,book_viewing}', w.value ->> 'kind'), w.ordinality
    loop
        if v_write ->> 'kind' in ('book_viewing', 'cancel_viewing') and not v_has_locked then
            perform from listing l
            where l.tenant_id = p_conversation.tenant_id
                and l.listing_id = any (array(
                    select (w ->> 'listing_id')::bigint
                    from jsonb_array_elements(p_writes) w
                    where w ->> 'kind' = 'book_viewing'))
            order by l.listing_id
            for key share;
            perform from tenant_slots s where s.tenant_id = p_conversation.tenant_id for no key update;
            v_has_locked := true;
        end if;
        case v_write ->> 'kind'
            when 'book_viewing' then
                if not book_viewing(
                    p_conversation, p_turn_id, (v_write ->> 'listing_id')::bigint, v_write ->> 'starts_at')
                then
                    return false;
                end if;
            when 'cancel_viewing' then
                if not cancel_viewing(p_conversation, p_turn_id, (v_write ->> 'appointment_id')::bigint) then
                    return false;
                end if;
            when 'record_lead' then
                perform store_facts(p_conversation, p_turn_id, v_write -> 'facts', 'turn');
            when 'hand_over' then
                perform open_handover(p_conversation, p_turn_id, v_write ->> 'reason', 'turn');
            else
                raise exception 'there is no write of kind %', v_write ->> 'kind';
        end case;
    end loop;
    return true;
end
$$;
ALTER FUNCTION shi.apply_writes(p_conversation shi.conversation, p_turn_id bigint, p_writes jsonb) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.apply_writes(p_conversation shi.conversation, p_turn_id bigint, p_writes jsonb) IS 'Applies what a turn has staged.';
CREATE FUNCTION shi.arm_analysis(p_tenant_id bigint, p_conversation_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_now  timestamptz := clock_timestamp();
    v_wait interval;
begin
    select make_interval(secs => t.analyze_after_ms / 1000.0) into strict v_wait
    from tenant t
    where t.tenant_id = p_tenant_id;
    insert into job as j (tenant_id, kind, key, state, run_at, deadline_at)
    values (
        p_tenant_id, 'analyze', p_conversation_id, 'waiting', v_now + v_wait, v_now + 10 * v_wait + interval '60 seconds')
    on conflict (tenant_id, kind, key) do update
        set run_at = greatest(j.run_at, least(excluded.run_at, j.deadline_at - interval '60 seconds'))
        where j.state = 'waiting';
end
$$;
ALTER FUNCTION shi.arm_analysis(p_tenant_id bigint, p_conversation_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.arm_analysis(p_tenant_id bigint, p_conversation_id bigint) IS 'Makes the job that analyses a conversation.';
CREATE FUNCTION shi.begin_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_limit integer) RETURNS TABLE(outcome text, conversation jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
begin
    select
        case
            when h.through_message_id is not null and p.opted_out_at is null and exists (
                select from identity i where i.tenant_id = c.tenant_id and i.contact_id = c.contact_id)
            then 'ok'
            else 'done'
        end,
        contact_state(t, c.conversation_id, c.contact_id) || jsonb_build_object(
            'through_message_id', h.through_message_id,
            'tenant_language', t.language,
            'messages', h.messages)
    into outcome, conversation
    from job j
    join conversation c on c.tenant_id = j.tenant_id and c.conversation_id = j.key
    join contact p on p.tenant_id = c.tenant_id and p.contact_id = c.contact_id
    join tenant t on t.tenant_id = c.tenant_id
    cross join lateral (
        select max(m.message_id) as through_message_id,
            jsonb_agg(jsonb_build_object('author', m.author, 'kind', m.kind, 'text', m.body) order by m.message_id)
                as messages
        from (
            select m.message_id, m.author, m.kind, m.body
            from message m
            where m.tenant_id = c.tenant_id and m.conversation_id = c.conversation_id
                and m.message_id > id_at(now() - interval '60 days')
                -- The same in finish_analysis.
                and m.status not in ('failed', 'cancelled') and m.kind not in ('reaction', 'deletion')
            order by m.message_id desc
            limit least(greatest(p_limit, 1), 100)
        ) m
    ) h
    where j.tenant_id = p_tenant_id and j.kind = 'analyze' and j.key = p_conversation_id
        and j.lease_token = p_lease_token;
    if not found then
        outcome := 'lost';
    elsif outcome = 'done' then
        conversation := null;
        delete from job j
        where j.tenant_id = p_tenant_id and j.kind = 'analyze' and j.key = p_conversation_id
            and j.lease_token = p_lease_token;
    end if;
    return next;
end
$$;
ALTER FUNCTION shi.begin_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_limit integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.begin_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_limit integer) IS 'Reads a conversation that is to be analysed.';
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
        contact_state(t, c.conversation_id, c.contact_id) || jsonb_build_object(
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
            'tenant_language', t.language,
            'greeting_he', t.greeting_he,
            'greeting_en', t.greeting_en,
            'prompt', pr.content,
            'prompt_version', pr.version,
            'facts_version', v.facts_version,
            'slots_version', s.slots_version,
            'prepared', coalesce((
                select jsonb_object_agg(k.language, k.content)
                from prompt_cache k
                where k.tenant_id = c.tenant_id and k.medium = 'whatsapp'
                    and k.facts_version = v.facts_version and k.slots_version = s.slots_version
                    and k.expires_at > clock_timestamp()), '{}'),
            'messages', h.messages)
    into outcome, turn
    from job j
    join conversation c on c.tenant_id = j.tenant_id and c.conversation_id = j.key
    join contact p on p.tenant_id = c.tenant_id and p.contact_id = c.contact_id
    join channel ch on ch.tenant_id = c.tenant_id and ch.channel_id = c.channel_id
    join tenant t on t.tenant_id = c.tenant_id
    join tenant_version v on v.tenant_id = c.tenant_id
    join tenant_slots s on s.tenant_id = c.tenant_id
    left join prompt pr on pr.tenant_id = c.tenant_id and pr.medium = 'whatsapp'
    cross join lateral (
        select
            min(m.received_at) filter (where m.unanswered) as received_at,
            min(m.message_id) filter (where m.unanswered) as message_id,
            jsonb_agg(jsonb_build_object(
                'author', m.author, 'kind', m.kind, 'text', m.body, 'unanswered', m.unanswered,
                'listings', coalesce(o.listings, '[]'), 'slots', coalesce(o.slots, '[]'))
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
        left join lateral (
            select to_jsonb(o.listings) as listings, (
                select jsonb_agg(wall_time(s.at, t.time_zone) order by s.ordinality)
                from unnest(o.slots) with ordinality as s (at, ordinality)) as slots
            from turn o
            where o.tenant_id = c.tenant_id and o.message_id = m.message_id
                -- A reply's id is made when its turn ends: that names the partition.
                and o.turn_id < m.message_id and o.turn_id > m.message_id - (3600000::bigint << 22)
        ) o on m.author = 'bot'
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
CREATE FUNCTION shi.book_viewing(p_conversation shi.conversation, p_turn_id bigint, p_listing_id bigint, p_starts_at text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_tenant         tenant;
    -- A value, not a call: the index of a constraint finds what is booked from then on.
    v_now            timestamptz := clock_timestamp();
    v_at             timestamptz;
    v_wall           timestamp := read_wall_time(p_starts_at);
    v_period         tstzrange;
    v_agent_id       bigint;
    v_appointment_id bigint;
begin
    select * into v_tenant from tenant t where t.tenant_id = p_conversation.tenant_id;
    v_at := moment_of(p_starts_at, v_tenant.time_zone);
    if v_at is null or v_at <= v_now or v_at > v_now + interval '366 days' then
        return false;
    end if;
    v_period := tstzrange(v_at, v_at + make_interval(mins => v_tenant.viewing_minutes));
    perform from listing l
    where l.tenant_id = v_tenant.tenant_id and l.listing_id = p_listing_id and l.is_available;
    if not found then
        return false;
    end if;
    perform from appointment a
    where a.tenant_id = v_tenant.tenant_id and a.contact_id = p_conversation.contact_id and a.state = 'booked'
        and a.period && v_period and a.period = v_period and a.listing_id = p_listing_id;
    if found then
        return true;
    end if;
    if v_tenant.viewings_per_contact <= (
        select count(*)
        from appointment a
        where a.tenant_id = v_tenant.tenant_id and a.contact_id = p_conversation.contact_id and a.state = 'booked'
            and a.period && tstzrange(v_now, null) and lower(a.period) > v_now)
    then
        return false;
    end if;
    perform from viewing_hours h
    where h.tenant_id = v_tenant.tenant_id and h.weekday = extract(isodow from v_wall)
        and h.opens <= v_wall::time
        and extract(epoch from v_wall::time - h.opens)::integer % (60 * v_tenant.viewing_minutes) = 0
        and v_wall - v_wall::date::timestamp + make_interval(mins => v_tenant.viewing_minutes) <= h.closes::interval;
    if not found or exists (
        select from appointment a
        where a.tenant_id = v_tenant.tenant_id and a.listing_id = p_listing_id and a.state = 'booked'
            and a.period && v_period)
    or exists (
        select from appointment a
        where a.tenant_id = v_tenant.tenant_id and a.contact_id = p_conversation.contact_id and a.state = 'booked'
            and a.period && v_period)
    then
        return false;
    end if;
    -- Whoever has least to do within the four days around.
    select g.agent_id into v_agent_id
    from agent g
    cross join lateral (
        select count(*) as viewings, coalesce(bool_or(a.period && v_period), false) as is_taken
        from appointment a
        where a.tenant_id = g.tenant_id and a.agent_id = g.agent_id and a.state = 'booked'
            and a.period && tstzrange(v_at - interval '2 days', v_at + interval '2 days')
    ) w
    where g.tenant_id = v_tenant.tenant_id and g.is_active and not w.is_taken
    order by w.viewings, g.agent_id
    limit 1;
    if v_agent_id is null then
        return false;
    end if;
    v_appointment_id := next_id();
    insert into appointment (
        tenant_id, appointment_id, listing_id, agent_id, contact_id, conversation_id, turn_id, period)
    values (
        v_tenant.tenant_id, v_appointment_id, p_listing_id, v_agent_id, p_conversation.contact_id,
        p_conversation.conversation_id, p_turn_id, v_period);
    perform record_event(
        p_conversation, p_turn_id, 'booking', 'turn',
        jsonb_build_object(
            'appointment_id', v_appointment_id, 'listing_id', p_listing_id, 'agent_id', v_agent_id,
            'starts_at', p_starts_at));
    return true;
end
$$;
ALTER FUNCTION shi.book_viewing(p_conversation shi.conversation, p_turn_id bigint, p_listing_id bigint, p_starts_at text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.book_viewing(p_conversation shi.conversation, p_turn_id bigint, p_listing_id bigint, p_starts_at text) IS 'Books a viewing with a free agent.';
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
CREATE FUNCTION shi.cancel_viewing(p_conversation shi.conversation, p_turn_id bigint, p_appointment_id bigint) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_appointment appointment;
begin
    select * into v_appointment
    from appointment a
    where a.tenant_id = p_conversation.tenant_id and a.appointment_id = p_appointment_id
        and a.contact_id = p_conversation.contact_id
    for no key update;
    if not found then
        return false;
    elsif v_appointment.state = 'cancelled' then
        return true;
    elsif lower(v_appointment.period) <= clock_timestamp() then
        return false;
    end if;
    update appointment a
    set state = 'cancelled', cancelled_at = clock_timestamp()
    where a.tenant_id = p_conversation.tenant_id and a.appointment_id = p_appointment_id;
    perform record_event(
        p_conversation, p_turn_id, 'cancellation', 'turn',
        jsonb_build_object('appointment_id', p_appointment_id, 'listing_id', v_appointment.listing_id));
    return true;
end
$$;
ALTER FUNCTION shi.cancel_viewing(p_conversation shi.conversation, p_turn_id bigint, p_appointment_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.cancel_viewing(p_conversation shi.conversation, p_turn_id bigint, p_appointment_id bigint) IS 'Gives up a viewing that the contact has booked.';
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
        update handover h
        set resolved_at = now()
        where h.tenant_id = p_tenant_id and h.conversation_id = p_conversation_id and h.resolved_at is null;
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
    time_zone text DEFAULT 'Asia/Jerusalem'::text NOT NULL,
    viewing_minutes integer DEFAULT 60 NOT NULL,
    viewings_per_contact integer DEFAULT 3 NOT NULL,
    daily_budget_microdollars bigint,
    analyze_after_ms integer DEFAULT 5000 NOT NULL,
    CONSTRAINT tenant_analysis_wait_is_bounded CHECK (((analyze_after_ms >= 0) AND (analyze_after_ms <= 3600000))),
    CONSTRAINT tenant_budget_is_not_negative CHECK ((daily_budget_microdollars >= 0)),
    CONSTRAINT tenant_deadline_leaves_time CHECK (((reply_deadline_ms >= 1500) AND (reply_deadline_ms <= 60000))),
    CONSTRAINT tenant_greetings_are_not_too_long CHECK (((length(greeting_he) <= 4000) AND (length(greeting_en) <= 4000))),
    CONSTRAINT tenant_id_is_positive CHECK ((tenant_id > 0)),
    CONSTRAINT tenant_language_is_known CHECK ((language = ANY (ARRAY['he'::text, 'en'::text]))),
    CONSTRAINT tenant_quiet_is_bounded CHECK (((quiet_ms >= 0) AND (quiet_ms <= 3000))),
    CONSTRAINT tenant_running_jobs_limit_is_positive CHECK ((running_jobs_limit > 0)),
    CONSTRAINT tenant_time_zone_is_known CHECK (((time_zone ~ '^[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)*$'::text) AND (timezone(time_zone, '1970-01-01 00:00:00+00'::timestamp with time zone) IS NOT NULL))),
    CONSTRAINT tenant_viewing_minutes_are_bounded CHECK (((viewing_minutes >= 10) AND (viewing_minutes <= 480))),
    CONSTRAINT tenant_viewings_per_contact_are_bounded CHECK (((viewings_per_contact >= 1) AND (viewings_per_contact <= 100)))
);
ALTER TABLE shi.tenant OWNER TO shi_owner;
COMMENT ON TABLE shi.tenant IS 'One business. Every other row belongs to one.';
COMMENT ON COLUMN shi.tenant.language IS 'The language of an answer when the customer''s own cannot be told.';
COMMENT ON COLUMN shi.tenant.quiet_ms IS 'A reply commits no earlier than this long after the last inbound message.';
COMMENT ON COLUMN shi.tenant.reply_deadline_ms IS 'From the oldest unanswered message to the moment its reply must be out.';
COMMENT ON COLUMN shi.tenant.running_jobs_limit IS 'How many jobs of one kind run at once, so that no tenant takes all workers.';
COMMENT ON COLUMN shi.tenant.time_zone IS 'Its wall clock: days and times in conversations are meant by it.';
COMMENT ON COLUMN shi.tenant.viewing_minutes IS 'How long a viewing takes: the step of the times that are offered.';
COMMENT ON COLUMN shi.tenant.viewings_per_contact IS 'So many viewings still to come a contact may have: nobody books all the times there are.';
COMMENT ON COLUMN shi.tenant.daily_budget_microdollars IS 'What models may cost on one day of its wall clock, in millionths of a dollar; past it they are not asked. Null: no limit.';
COMMENT ON COLUMN shi.tenant.analyze_after_ms IS 'How long after a reply the conversation is analysed.';
CREATE FUNCTION shi.contact_state(p_tenant shi.tenant, p_conversation_id bigint, p_contact_id bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_lead lead;
begin
    select * into v_lead from lead l where l.tenant_id = p_tenant.tenant_id and l.contact_id = p_contact_id;
    return jsonb_build_object(
        'now', wall_time(clock_timestamp(), p_tenant.time_zone),
        'is_over_budget', p_tenant.daily_budget_microdollars is not null and coalesce((
            select sum(s.microdollars)
            from spend s
            where s.tenant_id = p_tenant.tenant_id
                and s.day = (clock_timestamp() at time zone p_tenant.time_zone)::date), 0)
            >= p_tenant.daily_budget_microdollars,
        'contact_name', (
            select p.name from contact p where p.tenant_id = p_tenant.tenant_id and p.contact_id = p_contact_id),
        'contact_phone', (
            select min(i.value)
            from identity i
            where i.tenant_id = p_tenant.tenant_id and i.contact_id = p_contact_id and i.kind = 'phone'),
        'lead', case when v_lead.contact_id is not null then jsonb_build_object(
            'status', v_lead.status,
            'intent', v_lead.intent,
            'summary', v_lead.summary,
            'facts', lead_facts(v_lead)) end,
        'appointments', coalesce((
            select jsonb_agg(jsonb_build_object(
                'appointment_id', a.appointment_id,
                'listing_id', a.listing_id,
                'starts_at', wall_time(lower(a.period), p_tenant.time_zone)) order by a.period)
            from appointment a
            -- The span finds them by the index of one of the exclusion constraints.
            where a.tenant_id = p_tenant.tenant_id and a.contact_id = p_contact_id and a.state = 'booked'
                and a.period && tstzrange(now(), null) and lower(a.period) > now()), '[]'),
        'viewings_limit', p_tenant.viewings_per_contact,
        'is_handover_open', exists (
            select from handover h
            where h.tenant_id = p_tenant.tenant_id and h.conversation_id = p_conversation_id
                and h.resolved_at is null));
end
$$;
ALTER FUNCTION shi.contact_state(p_tenant shi.tenant, p_conversation_id bigint, p_contact_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.contact_state(p_tenant shi.tenant, p_conversation_id bigint, p_contact_id bigint) IS 'What is known of a contact.';
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
CREATE FUNCTION shi.dictionary_stem(p_word text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'shi', 'pg_temp'
    AS $_$
declare
    v_forms text[] := tsvector_to_array(to_tsvector('hebrew', p_word));
begin
    return word_stem(
        case
            when substr(p_word, 2) = any (v_forms) and left(p_word, 1) = 'ה' then substr(p_word, 2)
            when p_word = any (v_forms) or v_forms = '{}' or p_word ~ '^[a-z0-9]+$' then p_word
            else (select f.form from unnest(v_forms) as f (form) order by length(f.form) desc, f.form limit 1)
        end);
end
$_$;
ALTER FUNCTION shi.dictionary_stem(p_word text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.dictionary_stem(p_word text) IS 'The stem of a word that is written down to be found.';
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
CREATE FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) RETURNS TABLE(topic text, answer text, score real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    v_folded    text      := fold_text(p_text);
    v_variants  text[]    := word_variants(v_folded);
    v_signature bit(1024) := trigram_signature(v_folded);
begin
    return query
    -- What shares no word that tells, and few trigrams, is not worth a look.
    with likely as materialized (
        select q.topic, q.words, q.weights, word_similarity(q.folded, v_folded) as alike
        from knowledge_question q
        where q.tenant_id = p_tenant_id
            and (q.keys && v_variants or bit_count(q.signature & v_signature) >= 0.5 * bit_count(q.signature))
    ),
    best as (
        select l.topic, least(1, max(0.8 * w.share + 0.2 * l.alike))::real as score
        from likely l
        cross join lateral (
            select sum(s.weight * case
                when s.word = any (v_variants) then 1
                when length(s.word) >= 4 then greatest(0, 2 * word_similarity(s.word, v_folded) - 1)
                else 0
            end) / sum(s.weight) as share
            from unnest(l.words, l.weights) as s (word, weight)
        ) w
        group by l.topic
        order by 2 desc, 1
        limit p_limit
    )
    select b.topic, told.answer, b.score
    from best b
    cross join lateral (
        select k.answer
        from knowledge k
        where k.tenant_id = p_tenant_id and k.topic = b.topic
        order by k.language = p_language desc, k.knowledge_id
        limit 1
    ) told
    order by b.score desc, b.topic;
end
$$;
ALTER FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) IS 'The tenant''s knowledge that fits what a customer wrote.';
CREATE FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_area text, p_deal text, p_property_kind text, p_minimum_rooms numeric, p_maximum_rooms numeric, p_minimum_price bigint, p_maximum_price bigint, p_available_by date, p_limit integer) RETURNS TABLE(listing_id bigint, deal text, property_kind text, rooms numeric, price integer, area_m2 integer, area_he text, area_en text, address_he text, address_en text, summary_he text, summary_en text, available_from text, is_available boolean, is_named boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    v_folded  text   := fold_text(coalesce(p_text, ''));
    v_areas   text[];
    v_streets text[];
    v_only    text[];
    v_words   tsquery;
begin
    select n.area_keys, n.street_keys into v_areas, v_streets from named_places(p_tenant_id, v_folded) n;
    v_only := v_areas;
    if btrim(p_area) <> '' then
        v_only := coalesce((select n.area_keys from named_places(p_tenant_id, p_area) n), '{}');
    end if;
    -- A street in an area where there is none of that name was none.
    if v_streets is not null and v_only is not null and not exists (
        select from listing l
        where l.tenant_id = p_tenant_id and l.is_available and l.street_key = any (v_streets)
            and l.area_key = any (v_only))
    then
        v_streets := null;
    end if;
    -- The words of the text that summaries have.
    select string_agg(quote_literal(t.term), ' | ')::tsquery into v_words
    from (
        select distinct t.term
        from unnest(word_variants(v_folded)) as w (stem)
        join listing_term t on t.tenant_id = p_tenant_id and t.kind = 'word' and t.term = w.stem
    ) t;
    return query
    select l.listing_id, l.deal, l.property_kind, l.rooms, l.price, l.area_m2, l.area_he, l.area_en, l.address_he,
        l.address_en, l.summary_he, l.summary_en, to_char(l.available_from, 'YYYY-MM-DD'), l.is_available,
        coalesce(l.area_key = any (v_areas), false) or coalesce(l.street_key = any (v_streets), false)
    from listing l
    where l.tenant_id = p_tenant_id and l.is_available
        and (p_deal is null or l.deal = p_deal)
        and (p_property_kind is null or l.property_kind = p_property_kind)
        and (p_minimum_rooms is null or l.rooms >= p_minimum_rooms)
        and (p_maximum_rooms is null or l.rooms <= p_maximum_rooms)
        and (p_minimum_price is null or l.price >= p_minimum_price)
        and (p_maximum_price is null or l.price <= p_maximum_price)
        and (p_available_by is null or l.available_from is null or l.available_from <= p_available_by)
        and (v_only is null or l.area_key = any (v_only))
        and (v_streets is null or l.street_key = any (v_streets))
    order by
        case when v_streets is not null
            then greatest(
                word_similarity(fold_text(l.address_he), v_folded), word_similarity(fold_text(l.address_en), v_folded))
        end desc,
        case when l.search @@ v_words then ts_rank(l.search, v_words) else 0 end desc,
        l.price, l.listing_id
    limit p_limit;
end
$$;
ALTER FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_area text, p_deal text, p_property_kind text, p_minimum_rooms numeric, p_maximum_rooms numeric, p_minimum_price bigint, p_maximum_price bigint, p_available_by date, p_limit integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_area text, p_deal text, p_property_kind text, p_minimum_rooms numeric, p_maximum_rooms numeric, p_minimum_price bigint, p_maximum_price bigint, p_available_by date, p_limit integer) IS 'The tenant''s listings that fit what a customer asked for.';
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
CREATE FUNCTION shi.finish_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_through bigint, p_report jsonb) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
declare
    v_conversation conversation;
    v_source       text := p_report ->> 'source';
    v_is_stale     boolean;
begin
    select * into v_conversation
    from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id
    for no key update;
    delete from job j
    where j.tenant_id = p_tenant_id and j.kind = 'analyze' and j.key = p_conversation_id
        and j.lease_token = p_lease_token;
    if not found then
        return 'lost';
    end if;
    -- A contact without an identity has become another meanwhile: nothing is known of it any more.
    if exists (
        select from identity i where i.tenant_id = p_tenant_id and i.contact_id = v_conversation.contact_id)
    then
        -- The same messages as in begin_analysis: what it does not show is nothing new.
        v_is_stale := exists (
            select from message m
            where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id and m.message_id > p_through
                and m.status not in ('failed', 'cancelled') and m.kind not in ('reaction', 'deletion'));
        if v_is_stale then
            perform arm_analysis(p_tenant_id, p_conversation_id);
        else
            perform store_analysis(v_conversation, p_report);
        end if;
        perform record_event(
            v_conversation, null, 'analysis', v_source,
            jsonb_strip_nulls(jsonb_build_object(
                'intent', p_report ->> 'intent',
                'sentiment', p_report ->> 'sentiment',
                'urgency', p_report ->> 'urgency',
                'suggested_viewing', p_report ->> 'suggested_viewing',
                'is_stale', nullif(v_is_stale, false),
                'error', left(p_report ->> 'error', 500))));
    end if;
    perform add_spend(
        p_tenant_id, read_count(p_report, 'model_requests'), read_count(p_report, 'prompt_tokens'),
        read_count(p_report, 'completion_tokens'), read_count(p_report, 'cost_microdollars', 1000000000000));
    return 'done';
end
$$;
ALTER FUNCTION shi.finish_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_through bigint, p_report jsonb) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.finish_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_through bigint, p_report jsonb) IS 'Stores what an analysis found.';
CREATE FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb, p_writes jsonb) RETURNS TABLE(outcome text, message_id bigint, send boolean, wait_ms integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    v_conversation conversation;
    v_job          job;
    v_quiet_ms     integer;
    v_is_urgent    boolean;
    v_reply        record;
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
    -- A block of its own costs a little, so that replies that change nothing else go without.
    if p_writes is null then
        select s.message_id, s.send into strict v_reply
        from store_reply(v_conversation, v_job, p_turn_id, p_generation, p_text, p_turn) s;
    else
        begin
            select s.message_id, s.send into strict v_reply
            from store_reply(v_conversation, v_job, p_turn_id, p_generation, p_text, p_turn) s;
            if not apply_writes(v_conversation, p_turn_id, p_writes) then
                raise exception 'a staged write is not possible' using errcode = 'SH001';
            end if;
        exception when sqlstate 'SH001' or exclusion_violation or lock_not_available then
            return query select 'conflict', null::bigint, false, 0;
            return;
        end;
    end if;
    perform add_spend(
        p_tenant_id, read_count(p_turn, 'model_requests'), read_count(p_turn, 'prompt_tokens'),
        read_count(p_turn, 'completion_tokens'), read_count(p_turn, 'cost_microdollars', 1000000000000));
    return query select 'committed', v_reply.message_id, v_reply.send, 0;
end
$$;
ALTER FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb, p_writes jsonb) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb, p_writes jsonb) IS 'Commits a reply and the intent to send it, if the turn is still current.';
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
CREATE FUNCTION shi.fold_text(p_text text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
begin
    return btrim(regexp_replace(
        regexp_replace(
            lower(left(p_text, 1000)),
            -- Hebrew's points and its marks of abbreviation, what is typed for these, and marks of direction.
            '[\u0591-\u05BD\u05BF-\u05C5\u05C7\u05F3\u05F4''"`\u2018-\u201F\u200B-\u200F\u202A-\u202E\u2066-\u2069]', '', 'g'),
        '[^[:alnum:]]+', ' ', 'g'));
end
$$;
ALTER FUNCTION shi.fold_text(p_text text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.fold_text(p_text text) IS 'A text as search compares it.';
CREATE FUNCTION shi.free_slots(p_tenant_id bigint, p_listing_id bigint, p_from text, p_days integer, p_limit integer) RETURNS TABLE(starts_at text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_tenant tenant;
    v_now    timestamp;
    v_from   timestamp;
    v_window tstzrange;
    v_shown  tstzmultirange;
begin
    select * into v_tenant from tenant t where t.tenant_id = p_tenant_id;
    if p_listing_id is not null then
        perform from listing l where l.tenant_id = p_tenant_id and l.listing_id = p_listing_id and l.is_available;
        if not found then
            return;
        end if;
    end if;
    v_now := clock_timestamp() at time zone v_tenant.time_zone;
    v_from := greatest(v_now, coalesce(read_wall_time(p_from), v_now));
    if v_from > v_now + interval '366 days' then
        return;
    end if;
    v_window := tstzrange(
        v_from at time zone v_tenant.time_zone,
        (v_from + make_interval(days => least(greatest(p_days, 1), 60) + 1)) at time zone v_tenant.time_zone);
    select coalesce(range_agg(a.period), '{}') into v_shown
    from appointment a
    where a.tenant_id = p_tenant_id and a.listing_id = p_listing_id and a.state = 'booked' and a.period && v_window;
    return query
    with taken as materialized (
        select (
            select coalesce(range_agg(a.period), '{}')
            from appointment a
            where a.tenant_id = g.tenant_id and a.agent_id = g.agent_id and a.state = 'booked' and a.period && v_window
        ) as periods
        from agent g
        where g.tenant_id = p_tenant_id and g.is_active
    ),
    slot as (
        select distinct s.wall, tstzrange(s.at, s.at + make_interval(mins => v_tenant.viewing_minutes)) as period
        from generate_series(0, least(greatest(p_days, 1), 60) - 1) as n
        join viewing_hours h
            on h.tenant_id = p_tenant_id and h.weekday = extract(isodow from v_from::date + n)
        cross join lateral generate_series(
            v_from::date + n + h.opens,
            v_from::date + n + h.closes - make_interval(mins => v_tenant.viewing_minutes),
            make_interval(mins => v_tenant.viewing_minutes)) as w (wall)
        cross join lateral (select w.wall, w.wall at time zone v_tenant.time_zone as at) s
        where s.wall >= v_from and s.wall > v_now
            -- Not what the clock jumps over.
            and s.at at time zone v_tenant.time_zone = s.wall
    )
    select to_char(s.wall, 'YYYY-MM-DD"T"HH24:MI')
    from slot s
    where not s.period && v_shown and exists (select from taken k where not s.period && k.periods)
    order by s.wall
    limit greatest(p_limit, 0);
end
$$;
ALTER FUNCTION shi.free_slots(p_tenant_id bigint, p_listing_id bigint, p_from text, p_days integer, p_limit integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.free_slots(p_tenant_id bigint, p_listing_id bigint, p_from text, p_days integer, p_limit integer) IS 'When a viewing can begin.';
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
    search tsvector,
    area_key text,
    street_key text,
    CONSTRAINT listing_deal_is_known CHECK ((deal = ANY (ARRAY['rent'::text, 'sale'::text]))),
    CONSTRAINT listing_price_is_positive CHECK ((price > 0)),
    CONSTRAINT listing_property_kind_is_known CHECK ((property_kind = ANY (ARRAY['apartment'::text, 'house'::text, 'office'::text, 'shop'::text])))
);
ALTER TABLE shi.listing OWNER TO shi_owner;
COMMENT ON TABLE shi.listing IS 'A property that the tenant lets or sells. Prices in shekels; a month''s rent, or the whole price.';
COMMENT ON COLUMN shi.listing.search IS 'The stems of the words of its summaries, in both languages; kept by a trigger.';
COMMENT ON COLUMN shi.listing.area_key IS 'Its area''s Hebrew name as place_key() gives it; kept by a trigger.';
COMMENT ON COLUMN shi.listing.street_key IS 'Its street''s Hebrew name as street_key() gives it; kept by a trigger.';
CREATE FUNCTION shi.get_listings(p_tenant_id bigint, p_listing_ids bigint[]) RETURNS TABLE(listing_id bigint, deal text, property_kind text, rooms numeric, price integer, area_m2 integer, area_he text, area_en text, address_he text, address_en text, summary_he text, summary_en text, available_from text, is_available boolean, is_named boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    BEGIN ATOMIC
 SELECT l.listing_id,
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
     to_char((l.available_from)::timestamp with time zone, 'YYYY-MM-DD'::text) AS to_char,
     l.is_available,
     false
    FROM (( SELECT u_1.listing_id,
             min(u_1.ordinality) AS ordinality
            FROM unnest(get_listings.p_listing_ids) WITH ORDINALITY u_1(listing_id, ordinality)
           GROUP BY u_1.listing_id
           ORDER BY (min(u_1.ordinality))
          LIMIT 100) u
      JOIN shi.listing l ON (((l.tenant_id = get_listings.p_tenant_id) AND (l.listing_id = u.listing_id))))
   ORDER BY u.ordinality;
END;
ALTER FUNCTION shi.get_listings(p_tenant_id bigint, p_listing_ids bigint[]) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.get_listings(p_tenant_id bigint, p_listing_ids bigint[]) IS 'Listings by their numbers.';
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
CREATE TABLE shi.lead (
    tenant_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    status text DEFAULT 'new'::text NOT NULL,
    intent text,
    summary text,
    name text,
    area text,
    deal text,
    property_kind text,
    rooms numeric(4,1),
    budget bigint,
    move_in date,
    notes text,
    next_action text,
    sentiment text,
    urgency text,
    suggested_viewing timestamp without time zone,
    source text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT lead_budget_is_positive CHECK ((budget > 0)),
    CONSTRAINT lead_deal_is_known CHECK ((deal = ANY (ARRAY['rent'::text, 'sale'::text]))),
    CONSTRAINT lead_intent_is_known CHECK ((intent = ANY (ARRAY['meeting_request'::text, 'not_interested'::text, 'interested'::text, 'information_request'::text, 'general_inquiry'::text]))),
    CONSTRAINT lead_property_kind_is_known CHECK ((property_kind = ANY (ARRAY['apartment'::text, 'house'::text, 'office'::text, 'shop'::text]))),
    CONSTRAINT lead_rooms_are_positive CHECK ((rooms > (0)::numeric)),
    CONSTRAINT lead_sentiment_is_known CHECK ((sentiment = ANY (ARRAY['positive'::text, 'neutral'::text, 'negative'::text]))),
    CONSTRAINT lead_source_is_known CHECK ((source = ANY (ARRAY['model'::text, 'rules'::text, 'turn'::text]))),
    CONSTRAINT lead_status_is_known CHECK ((status = ANY (ARRAY['new'::text, 'attempting'::text, 'contacted'::text, 'qualified'::text, 'unqualified'::text]))),
    CONSTRAINT lead_texts_are_not_too_long CHECK (((length(summary) <= 2000) AND (length(name) <= 200) AND (length(area) <= 200) AND (length(notes) <= 2000) AND (length(next_action) <= 500))),
    CONSTRAINT lead_urgency_is_known CHECK ((urgency = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text])))
);
ALTER TABLE shi.lead OWNER TO shi_owner;
COMMENT ON TABLE shi.lead IS 'What is known of a contact as a possible customer. Facts are what the customer said.';
COMMENT ON COLUMN shi.lead.rooms IS 'The fewest rooms.';
COMMENT ON COLUMN shi.lead.budget IS 'The most that it may cost, in shekels.';
COMMENT ON COLUMN shi.lead.suggested_viewing IS 'When a viewing would suit, on the tenant''s wall clock.';
COMMENT ON COLUMN shi.lead.source IS 'Who wrote it last: a turn while it answered, or the analysis afterwards, by model or rules.';
CREATE FUNCTION shi.lead_facts(p_lead shi.lead) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    return jsonb_strip_nulls(jsonb_build_object(
        'name', p_lead.name,
        'area', p_lead.area,
        'deal', p_lead.deal,
        'property_kind', p_lead.property_kind,
        'rooms', p_lead.rooms,
        'budget', p_lead.budget,
        'move_in', p_lead.move_in,
        'notes', p_lead.notes));
end
$$;
ALTER FUNCTION shi.lead_facts(p_lead shi.lead) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.lead_facts(p_lead shi.lead) IS 'A lead''s facts as a JSON object.';
CREATE FUNCTION shi.listing_words(p_summary text) RETURNS tsvector
    LANGUAGE plpgsql STABLE
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    return array_to_tsvector(array(
        select distinct dictionary_stem(w.word)
        from unnest(string_to_array(fold_text(p_summary), ' ')) as w (word)
        where length(w.word) > 1 and word_weight(w.word) = 1 and w.word !~ '^[0-9]'));
end
$$;
ALTER FUNCTION shi.listing_words(p_summary text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.listing_words(p_summary text) IS 'The stems of a summary''s words.';
CREATE FUNCTION shi.make_knowledge_questions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    delete from knowledge_question q where q.tenant_id = new.tenant_id and q.knowledge_id = new.knowledge_id;
    insert into knowledge_question (
        tenant_id, knowledge_id, ordinal, topic, folded, words, weights, keys, signature)
    select new.tenant_id, new.knowledge_id, q.ordinality, new.topic, q.folded, w.words, w.weights, w.keys, trigram_signature(q.folded)
    from (
        select u.ordinality, fold_text(u.question) as folded
        from unnest(new.questions) with ordinality as u (question, ordinality)
        limit 1000
    ) q
    cross join lateral (
        select array_agg(dictionary_stem(s.word) order by s.ordinality) as words,
            array_agg(word_weight(s.word) order by s.ordinality) as weights,
            coalesce(
                array_agg(dictionary_stem(s.word)) filter (where word_weight(s.word) >= 0.5),
                array_agg(dictionary_stem(s.word))) as keys
        from unnest((string_to_array(q.folded, ' '))[1:40]) with ordinality as s (word, ordinality)
    ) w
    where q.folded <> '';
    return null;
end
$$;
ALTER FUNCTION shi.make_knowledge_questions() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.make_knowledge_questions() IS 'Makes an entry''s ways to ask ready for search.';
CREATE FUNCTION shi.make_listing_search() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    new.search := listing_words(new.summary_he || ' ' || new.summary_en);
    new.area_key := place_key(new.area_he);
    new.street_key := street_key(new.address_he);
    return new;
end
$$;
ALTER FUNCTION shi.make_listing_search() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.make_listing_search() IS 'Makes a listing''s words and the keys of its places.';
CREATE FUNCTION shi.make_listing_terms() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    insert into listing_term as l (tenant_id, kind, term, key, signature)
    select new.tenant_id, t.kind, t.term, t.key, t.signature
    from terms_of_listing(new) t
    on conflict (tenant_id, kind, term, key) do update
        set signature = excluded.signature
        where l.signature is distinct from excluded.signature;
    return null;
end
$$;
ALTER FUNCTION shi.make_listing_terms() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.make_listing_terms() IS 'Keeps what customers may write of a listing.';
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
    -- Who writes about a contact holds its conversation first: see apply_writes.
    perform from conversation c
    where c.tenant_id = p_tenant_id and c.contact_id in (p_kept_id, p_merged_id)
    order by c.conversation_id
    for no key update;
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
    perform merge_leads(p_tenant_id, p_kept_id, p_merged_id);
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
CREATE FUNCTION shi.merge_leads(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_viewing      appointment;
    v_conversation conversation;
begin
    update lead kept
    set status = case when kept.status = 'new' then merged.status else kept.status end,
        intent = coalesce(kept.intent, merged.intent),
        summary = coalesce(kept.summary, merged.summary),
        name = coalesce(kept.name, merged.name),
        area = coalesce(kept.area, merged.area),
        deal = coalesce(kept.deal, merged.deal),
        property_kind = coalesce(kept.property_kind, merged.property_kind),
        rooms = coalesce(kept.rooms, merged.rooms),
        budget = coalesce(kept.budget, merged.budget),
        move_in = coalesce(kept.move_in, merged.move_in),
        notes = coalesce(kept.notes, merged.notes),
        next_action = coalesce(kept.next_action, merged.next_action),
        sentiment = coalesce(kept.sentiment, merged.sentiment),
        urgency = coalesce(kept.urgency, merged.urgency),
        suggested_viewing = coalesce(kept.suggested_viewing, merged.suggested_viewing),
        updated_at = now()
    from lead merged
    where kept.tenant_id = p_tenant_id and kept.contact_id = p_kept_id
        and merged.tenant_id = p_tenant_id and merged.contact_id = p_merged_id;
    if found then
        delete from lead where tenant_id = p_tenant_id and contact_id = p_merged_id;
    else
        update lead set contact_id = p_kept_id where tenant_id = p_tenant_id and contact_id = p_merged_id;
    end if;
    update lead_event set contact_id = p_kept_id where tenant_id = p_tenant_id and contact_id = p_merged_id;
    update handover h
    set contact_id = p_kept_id
    where h.tenant_id = p_tenant_id and h.contact_id = p_merged_id
        and h.conversation_id in (
            select c.conversation_id
            from conversation c
            where c.tenant_id = p_tenant_id and c.contact_id = p_merged_id);
    for v_viewing in
        select a.*
        from appointment a
        where a.tenant_id = p_tenant_id and a.contact_id = p_merged_id and a.state = 'booked'
            and a.period && tstzrange(now(), null)
            and exists (
                select from appointment k
                where k.tenant_id = p_tenant_id and k.contact_id = p_kept_id and k.state = 'booked'
                    and k.period && a.period)
        order by a.appointment_id
    loop
        -- The conversation that goes on: the first's own on that channel, or else the second's, which becomes the first's.
        select c.* into strict v_conversation
        from conversation own
        join conversation c
            on c.tenant_id = own.tenant_id and c.channel_id = own.channel_id
                and c.contact_id in (p_kept_id, own.contact_id)
        where own.tenant_id = p_tenant_id and own.conversation_id = v_viewing.conversation_id
        order by c.contact_id = p_kept_id desc
        limit 1;
        v_conversation.contact_id := p_kept_id;
        perform open_handover(
            v_conversation, null,
            format('two contacts are one person, who has two viewings at once: see appointment %s', v_viewing.appointment_id),
            'rules');
        perform from tenant_slots s where s.tenant_id = p_tenant_id for no key update skip locked;
        if found then
            update appointment a
            set state = 'cancelled', cancelled_at = now()
            where a.tenant_id = p_tenant_id and a.appointment_id = v_viewing.appointment_id;
            perform record_event(
                v_conversation, null, 'cancellation', 'rules',
                jsonb_build_object('appointment_id', v_viewing.appointment_id, 'listing_id', v_viewing.listing_id));
        end if;
    end loop;
    update appointment a
    set contact_id = p_kept_id
    where a.tenant_id = p_tenant_id and a.contact_id = p_merged_id
        and (a.state = 'cancelled' or not exists (
            select from appointment k
            where k.tenant_id = p_tenant_id and k.contact_id = p_kept_id and k.state = 'booked'
                and k.period && a.period));
end
$$;
ALTER FUNCTION shi.merge_leads(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.merge_leads(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) IS 'Makes what is known of two contacts that are one person one.';
CREATE FUNCTION shi.milliseconds(p_interval interval) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
begin
    return greatest(-2000000000, least(2000000000, round(extract(epoch from p_interval) * 1000)))::integer;
end
$$;
ALTER FUNCTION shi.milliseconds(p_interval interval) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.milliseconds(p_interval interval) IS 'An interval in whole milliseconds.';
CREATE FUNCTION shi.moment_of(p_text text, p_time_zone text) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
declare
    v_wall timestamp   := read_wall_time(p_text);
    v_at   timestamptz := v_wall at time zone p_time_zone;
begin
    return case when v_at at time zone p_time_zone = v_wall then v_at end;
end
$$;
ALTER FUNCTION shi.moment_of(p_text text, p_time_zone text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.moment_of(p_text text, p_time_zone text) IS 'The moment at which a wall clock shows a time.';
CREATE FUNCTION shi.named_places(p_tenant_id bigint, p_text text) RETURNS TABLE(area_keys text[], street_keys text[])
    LANGUAGE plpgsql STABLE
    SET search_path TO 'shi', 'pg_temp'
    AS $_$
declare
    v_words     text[] := (string_to_array(place_key(p_text), ' '))[1:60];
    v_areas     text[] := '{}';
    v_streets   text[] := '{}';
    v_run       text;
    v_rest      text;
    v_is_by     boolean;
    v_loose     text;
    v_signature bit(1024);
begin
    for i in 1 .. coalesce(cardinality(v_words), 0) loop
        for v_size in 1 .. least(4, cardinality(v_words) - i + 1) loop
            v_run := array_to_string(v_words[i : i + v_size - 1], ' ');
            v_is_by := v_size > 1
                or coalesce(v_words[i - 1] ~ '^[הובלמכש]{0,2}(רחוב|רח|שדרות|שד|דרך|סמטת)$', false)
                or coalesce(v_words[i + 1] ~ '^(street|st|boulevard|blvd|avenue|ave|road|rd)$', false)
                -- A number of rooms is no house number.
                or coalesce(v_words[i + 1] ~ '^[0-9]{1,3}[a-zא-ת]?$' and v_words[i + 2] ~ '^(חד|room|bed)' is not true, false)
                or coalesce(v_words[i - 1] ~ '^[0-9]{1,3}[a-z]?$' and v_run ~ '^[a-z]', false);
            v_areas := v_areas || v_run;
            if v_is_by or v_run ~ '^(ה|ha)' then
                v_streets := v_streets || v_run;
            end if;
            if v_is_by and v_size = 1 then
                v_streets := v_streets || ('ה' || v_run) || ('ha' || v_run);
            end if;
            -- Without one prefix, and without two.
            v_rest := v_run;
            for v_taken in 1 .. 2 loop
                exit when length(v_rest) < 4 or left(v_rest, 1) not in ('ב', 'ל', 'מ', 'ה', 'ו', 'ש', 'כ');
                v_areas := v_areas || substr(v_rest, 2);
                if v_is_by or left(v_rest, 1) in ('ב', 'ל', 'מ') or substr(v_rest, 2, 1) = 'ה' then
                    v_streets := v_streets || substr(v_rest, 2);
                end if;
                -- "In the" is written as one letter.
                if v_is_by or left(v_rest, 1) in ('ב', 'ל') then
                    v_streets := v_streets || ('ה' || substr(v_rest, 2));
                end if;
                v_rest := substr(v_rest, 2);
            end loop;
        end loop;
    end loop;
    select array_agg(distinct t.key) filter (where t.kind = 'area'), array_agg(distinct t.key) filter (where t.kind = 'street')
    into area_keys, street_keys
    from (
        select t.kind, t.key
        from unnest(v_areas) as n (name)
        join listing_term t on t.tenant_id = p_tenant_id and t.kind = 'area' and t.term = n.name
        union all
        select t.kind, t.key
        from unnest(v_streets) as n (name)
        join listing_term t on t.tenant_id = p_tenant_id and t.kind = 'street' and t.term = n.name
    ) t;
    if area_keys is null and street_keys is null and v_words <> '{}' then
        -- With a letter or two amiss: the most alike, with the words' possible prefixes beside them.
        v_loose := array_to_string(array(
            select case when length(w.word) >= 5 and left(w.word, 1) in ('ב', 'ל', 'מ', 'ה', 'ו')
                then w.word || ' ' || substr(w.word, 2) else w.word end
            from unnest(v_words) with ordinality as w (word, ordinality)
            order by w.ordinality), ' ');
        v_signature := trigram_signature(v_loose);
        select array_agg(distinct a.key) into area_keys
        from (
            select t.key, word_similarity(t.term, v_loose) as alike,
                max(word_similarity(t.term, v_loose)) over () as most
            from listing_term t
            where t.tenant_id = p_tenant_id and t.kind = 'area' and length(t.term) >= 5
                and bit_count(t.signature & v_signature) >= 0.6 * bit_count(t.signature)
        ) a
        where a.alike >= 0.65 and a.alike = a.most;
    end if;
    return next;
end
$_$;
ALTER FUNCTION shi.named_places(p_tenant_id bigint, p_text text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.named_places(p_tenant_id bigint, p_text text) IS 'The areas and streets that a text names.';
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
CREATE FUNCTION shi.number_prompt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_last integer;
begin
    if tg_op = 'UPDATE' and (new.tenant_id, new.medium, new.content) = (old.tenant_id, old.medium, old.content) then
        new.version := old.version;
        new.changed_at := old.changed_at;
        return new;
    end if;
    select max(r.version) into v_last
    from prompt_revision r
    where r.tenant_id = new.tenant_id and r.medium = new.medium;
    if tg_op = 'UPDATE' then
        v_last := greatest(v_last, old.version);
        new.version := v_last + 1;
        new.changed_at := now();
    else
        new.version := greatest(new.version, v_last + 1);
    end if;
    return new;
end
$$;
ALTER FUNCTION shi.number_prompt() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.number_prompt() IS 'Gives a changed prompt its version.';
CREATE FUNCTION shi.open_handover(p_conversation shi.conversation, p_turn_id bigint, p_reason text, p_source text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_reason text := left(coalesce(p_reason, ''), 500);
begin
    insert into handover (tenant_id, handover_id, conversation_id, contact_id, reason)
    values (
        p_conversation.tenant_id, next_id(), p_conversation.conversation_id, p_conversation.contact_id, v_reason)
    on conflict do nothing;
    if found then
        perform record_event(
            p_conversation, p_turn_id, 'hand_over', p_source, jsonb_build_object('reason', v_reason));
    end if;
end
$$;
ALTER FUNCTION shi.open_handover(p_conversation shi.conversation, p_turn_id bigint, p_reason text, p_source text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.open_handover(p_conversation shi.conversation, p_turn_id bigint, p_reason text, p_source text) IS 'Has a conversation wait for a human.';
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
CREATE FUNCTION shi.place_key(p_name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    return replace(replace(fold_text(p_name), 'יי', 'י'), 'וו', 'ו');
end
$$;
ALTER FUNCTION shi.place_key(p_name text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.place_key(p_name text) IS 'A place''s name as names are compared.';
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
CREATE FUNCTION shi.purge(p_most integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    c_long   constant interval := interval '400 days';
    v_id     bigint := id_at(now() - interval '40 days');
    v_purged integer;
    v_most   integer;
begin
    delete from provider_message
    where ctid = any (array(select p.ctid from provider_message p where p.message_id < v_id limit p_most));
    get diagnostics v_most = row_count;
    delete from send_request
    where ctid = any (array(select r.ctid from send_request r where r.message_id < v_id limit p_most));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);
    delete from prompt_cache
    where ctid = any (array(
        select c.ctid from prompt_cache c where c.expires_at < now() limit p_most for update skip locked));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);
    delete from response_cache
    where ctid = any (array(
        select c.ctid from response_cache c where c.expires_at < now() limit p_most for update skip locked));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);
    delete from lead_event
    where ctid = any (array(select e.ctid from lead_event e where e.at < now() - c_long limit p_most));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);
    delete from handover
    where ctid = any (array(select h.ctid from handover h where h.resolved_at < now() - c_long limit p_most));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);
    delete from spend
    where ctid = any (array(select s.ctid from spend s where s.day < (now() - c_long)::date limit p_most));
    get diagnostics v_purged = row_count;
    return greatest(v_most, v_purged) >= p_most;
end
$$;
ALTER FUNCTION shi.purge(p_most integer) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.purge(p_most integer) IS 'Deletes what is too old to be of use.';
CREATE FUNCTION shi.raise_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_ignored text[] := tg_argv[1:];
    v_tenants bigint[];
begin
    if tg_op = 'TRUNCATE' then
        v_tenants := array(select t.tenant_id from tenant t);
    elsif tg_op = 'INSERT' then
        v_tenants := array(select distinct n.tenant_id from new_rows n);
    elsif tg_op = 'DELETE' then
        v_tenants := array(select distinct o.tenant_id from old_rows o);
    else
        v_tenants := array(
            select distinct c.tenant_id
            from (
                (select n.tenant_id, to_jsonb(n) - v_ignored from new_rows n
                except all
                select o.tenant_id, to_jsonb(o) - v_ignored from old_rows o)
                union all
                (select o.tenant_id, to_jsonb(o) - v_ignored from old_rows o
                except all
                select n.tenant_id, to_jsonb(n) - v_ignored from new_rows n)
            ) c);
    end if;
    v_tenants := array(select t.tenant_id from tenant t where t.tenant_id = any (v_tenants) order by t.tenant_id);
    if tg_argv[0] = 'facts' then
        insert into tenant_version as v (tenant_id)
        select u.tenant_id from unnest(v_tenants) with ordinality as u (tenant_id, ordinality) order by u.ordinality
        on conflict (tenant_id) do update set facts_version = v.facts_version + 1;
    else
        insert into tenant_slots as s (tenant_id)
        select u.tenant_id from unnest(v_tenants) with ordinality as u (tenant_id, ordinality) order by u.ordinality
        on conflict (tenant_id) do update set slots_version = s.slots_version + 1;
    end if;
    return null;
end
$$;
ALTER FUNCTION shi.raise_version() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.raise_version() IS 'Raises a version of the tenants whose rows have changed.';
CREATE FUNCTION shi.read_count(p_object jsonb, p_key text, p_most bigint DEFAULT 2000000000) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
    AS $$
begin
    return case when jsonb_typeof(p_object -> p_key) = 'number'
        then round(least(greatest((p_object ->> p_key)::numeric, 0), p_most)) end;
end
$$;
ALTER FUNCTION shi.read_count(p_object jsonb, p_key text, p_most bigint) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.read_count(p_object jsonb, p_key text, p_most bigint) IS 'A bounded whole number out of a JSON object.';
CREATE FUNCTION shi.read_wall_time(p_text text) RETURNS timestamp without time zone
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $_$
declare
    v_parts text[] := regexp_match(
        p_text, '^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?:T([01][0-9]|2[0-3]):([0-5][0-9]))?$');
    v_day   date;
begin
    if v_parts is null or v_parts[1] = '0000' then
        return null;
    end if;
    v_day := make_date(v_parts[1]::integer, v_parts[2]::integer, 1) + (v_parts[3]::integer - 1);
    if extract(month from v_day) <> v_parts[2]::integer then
        return null;
    end if;
    return v_day + make_interval(hours => coalesce(v_parts[4], '0')::integer, mins => coalesce(v_parts[5], '0')::integer);
end
$_$;
ALTER FUNCTION shi.read_wall_time(p_text text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.read_wall_time(p_text text) IS 'Reads a moment of a wall clock.';
CREATE TABLE shi.handover (
    tenant_id bigint NOT NULL,
    handover_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    reason text NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    resolved_at timestamp with time zone,
    CONSTRAINT handover_reason_is_not_too_long CHECK ((length(reason) <= 500))
);
ALTER TABLE shi.handover OWNER TO shi_owner;
COMMENT ON TABLE shi.handover IS 'A customer asks for a human. The bot goes on answering until one comes: taking the conversation over resolves it. Purged 400 days after it was resolved by upkeep().';
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
    CONSTRAINT job_kind_is_known CHECK ((kind = ANY (ARRAY['reply'::text, 'send'::text, 'analyze'::text, 'upkeep'::text]))),
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
    cached_tokens integer,
    cost_microdollars bigint,
    model_requests integer,
    tools text[],
    listings bigint[],
    slots timestamp with time zone[],
    CONSTRAINT turn_outcome_is_known CHECK ((outcome = ANY (ARRAY['committed'::text, 'sent'::text, 'failed'::text, 'indeterminate'::text, 'cancelled'::text]))),
    CONSTRAINT turn_rung_is_known CHECK ((rung = ANY (ARRAY['model'::text, 'hedged'::text, 'corrected'::text, 'partial'::text, 'cached'::text, 'knowledge'::text, 'fallback'::text])))
)
PARTITION BY RANGE (turn_id);
ALTER TABLE shi.turn OWNER TO shi_owner;
COMMENT ON TABLE shi.turn IS 'One answering of a conversation. Stage times are milliseconds since received_at, the arrival of the oldest message that it answers.';
COMMENT ON COLUMN shi.turn.rung IS 'Which rung of the ladder answered: the model; a second request that overtook the first (hedged); the model after its first answer held something that is not so (corrected); its finished sentences when time ran out in mid-stream (partial); an earlier answer to the same words (cached); the tenant''s knowledge and listings; the fallback text.';
COMMENT ON COLUMN shi.turn.lost_workers IS 'How many workers died while they held this turn''s job.';
COMMENT ON COLUMN shi.turn.cached_tokens IS 'Of the prompt''s tokens, those that the model''s provider had in its own cache.';
COMMENT ON COLUMN shi.turn.cost_microdollars IS 'What all of the turn''s requests cost, in millionths of a dollar.';
COMMENT ON COLUMN shi.turn.tools IS 'The tools that the model called, in order.';
COMMENT ON COLUMN shi.turn.listings IS 'The listings that the reply offers, in its order; slots: the viewing times.';
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
    cached_tokens integer,
    cost_microdollars bigint,
    model_requests integer,
    tools text[],
    listings bigint[],
    slots timestamp with time zone[],
    CONSTRAINT turn_outcome_is_known CHECK ((outcome = ANY (ARRAY['committed'::text, 'sent'::text, 'failed'::text, 'indeterminate'::text, 'cancelled'::text]))),
    CONSTRAINT turn_rung_is_known CHECK ((rung = ANY (ARRAY['model'::text, 'hedged'::text, 'corrected'::text, 'partial'::text, 'cached'::text, 'knowledge'::text, 'fallback'::text])))
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
CREATE FUNCTION shi.readiness() RETURNS TABLE(schema_version integer, overdue_ms integer, waiting_jobs integer, live_workers integer, default_partitions boolean, open_handovers integer, oldest_handover_seconds bigint)
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
            FROM shi.turn_default))),
     ( SELECT (count(*))::integer AS count
            FROM ( SELECT
                    FROM shi.handover h
                   WHERE (h.resolved_at IS NULL)
                  LIMIT 10000) waiting) AS count,
     COALESCE(( SELECT (GREATEST((0)::numeric, floor(EXTRACT(epoch FROM (clock_timestamp() - min(h.requested_at))))))::bigint AS "greatest"
            FROM shi.handover h
           WHERE (h.resolved_at IS NULL)), (0)::bigint) AS "coalesce";
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
CREATE FUNCTION shi.record_event(p_conversation shi.conversation, p_turn_id bigint, p_kind text, p_source text, p_details jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    insert into lead_event (tenant_id, event_id, contact_id, conversation_id, turn_id, kind, source, details)
    values (
        p_conversation.tenant_id, next_id(), p_conversation.contact_id, p_conversation.conversation_id, p_turn_id, p_kind,
        p_source, p_details);
end
$$;
ALTER FUNCTION shi.record_event(p_conversation shi.conversation, p_turn_id bigint, p_kind text, p_source text, p_details jsonb) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.record_event(p_conversation shi.conversation, p_turn_id bigint, p_kind text, p_source text, p_details jsonb) IS 'Keeps what has happened to a lead.';
CREATE FUNCTION shi.record_prompt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    insert into prompt_revision (tenant_id, medium, version, content, author, changed_at)
    values (
        new.tenant_id, new.medium, new.version, new.content,
        left(coalesce(nullif(current_setting('shi.author', true), ''), session_user), 200), new.changed_at)
    on conflict do nothing;
    return null;
end
$$;
ALTER FUNCTION shi.record_prompt() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.record_prompt() IS 'Keeps a new version of a prompt.';
CREATE FUNCTION shi.refresh_search() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    update knowledge k
    set questions = k.questions
    where exists (
        select from unnest(k.questions) with ordinality as u (question, ordinality)
        left join knowledge_question q
            on q.tenant_id = k.tenant_id and q.knowledge_id = k.knowledge_id and q.ordinal = u.ordinality
        where fold_text(u.question) <> '' and (
            q.signature is distinct from trigram_signature(fold_text(u.question))
            or q.words is distinct from array(
                select dictionary_stem(s.word)
                from unnest((string_to_array(fold_text(u.question), ' '))[1:40]) with ordinality as s (word, ordinality)
                order by s.ordinality)));
    update listing l
    set summary_he = l.summary_he
    where l.search is distinct from listing_words(l.summary_he || ' ' || l.summary_en)
        or l.area_key is distinct from place_key(l.area_he)
        or l.street_key is distinct from street_key(l.address_he)
        or exists (
            select from terms_of_listing(l) t
            left join listing_term k
                on k.tenant_id = l.tenant_id and k.kind = t.kind and k.term = t.term and k.key = t.key
            where k.term is null or k.signature is distinct from t.signature);
end
$$;
ALTER FUNCTION shi.refresh_search() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.refresh_search() IS 'Makes what search reads anew where it has changed.';
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
    if p_kind = 'analyze' and p_failed then
        delete from job
        where tenant_id = p_tenant_id and kind = p_kind and key = p_key and lease_token = p_lease_token and attempt >= 5;
        if found then
            return true;
        end if;
    end if;
    update job
    set state = case when p_wait_ms > 0 then 'waiting' else 'ready' end,
        run_at = clock_timestamp()
            + make_interval(secs => p_wait_ms / 1000.0 * case when p_kind = 'analyze' then 2 ^ least(attempt, 5) else 1 end),
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
CREATE FUNCTION shi.set_prompt(p_tenant_id bigint, p_medium text, p_content text, p_author text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_author  text := current_setting('shi.author', true);
    v_version integer;
begin
    if p_medium is null or p_medium not in ('whatsapp', 'call') then
        raise exception 'a prompt''s medium is whatsapp or call';
    end if;
    if coalesce(length(p_content), 0) not between 1 and 10000 then
        raise exception 'a prompt has 1 to 10000 characters, not %', coalesce(length(p_content), 0);
    end if;
    if coalesce(p_author, '') = '' then
        raise exception 'a prompt''s author must be named';
    end if;
    perform from tenant t where t.tenant_id = p_tenant_id;
    if not found then
        raise exception 'there is no tenant %', p_tenant_id using errcode = 'no_data_found';
    end if;
    perform set_config('shi.author', p_author, true);
    insert into prompt as p (tenant_id, medium, content)
    values (p_tenant_id, p_medium, p_content)
    on conflict (tenant_id, medium) do update set content = excluded.content
    returning p.version into v_version;
    perform set_config('shi.author', coalesce(v_author, ''), true);
    return v_version;
end
$$;
ALTER FUNCTION shi.set_prompt(p_tenant_id bigint, p_medium text, p_content text, p_author text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.set_prompt(p_tenant_id bigint, p_medium text, p_content text, p_author text) IS 'Sets what the model is told about a business.';
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
CREATE FUNCTION shi.store_analysis(p_conversation shi.conversation, p_report jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_before lead;
begin
    perform store_facts(p_conversation, null, p_report -> 'facts', p_report ->> 'source');
    select * into strict v_before
    from lead l
    where l.tenant_id = p_conversation.tenant_id and l.contact_id = p_conversation.contact_id;
    update lead l
    set status = p_report ->> 'status',
        intent = p_report ->> 'intent',
        summary = left(p_report ->> 'summary', 2000),
        next_action = left(p_report ->> 'next_action', 500),
        sentiment = p_report ->> 'sentiment',
        urgency = p_report ->> 'urgency',
        suggested_viewing = read_wall_time(p_report ->> 'suggested_viewing')
    where l.tenant_id = p_conversation.tenant_id and l.contact_id = p_conversation.contact_id;
    if v_before.status <> p_report ->> 'status' then
        perform record_event(
            p_conversation, null, 'status', p_report ->> 'source',
            jsonb_build_object('from', v_before.status, 'to', p_report ->> 'status'));
    end if;
end
$$;
ALTER FUNCTION shi.store_analysis(p_conversation shi.conversation, p_report jsonb) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.store_analysis(p_conversation shi.conversation, p_report jsonb) IS 'Makes what an analysis found the contact''s lead.';
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
CREATE FUNCTION shi.store_facts(p_conversation shi.conversation, p_turn_id bigint, p_facts jsonb, p_source text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_before lead;
    v_after  lead;
    v_rooms  numeric := case when jsonb_typeof(p_facts -> 'rooms') = 'number' then (p_facts ->> 'rooms')::numeric end;
    v_budget numeric := case when jsonb_typeof(p_facts -> 'budget') = 'number' then (p_facts ->> 'budget')::numeric end;
begin
    insert into lead (tenant_id, contact_id, source)
    values (p_conversation.tenant_id, p_conversation.contact_id, p_source)
    on conflict do nothing;
    select * into v_before
    from lead l
    where l.tenant_id = p_conversation.tenant_id and l.contact_id = p_conversation.contact_id
    for no key update;
    update lead l
    set name = coalesce(left(nullif(btrim(p_facts ->> 'name'), ''), 200), l.name),
        area = coalesce(left(nullif(btrim(p_facts ->> 'area'), ''), 200), l.area),
        deal = coalesce(case when p_facts ->> 'deal' in ('rent', 'sale') then p_facts ->> 'deal' end, l.deal),
        property_kind = coalesce(
            case when p_facts ->> 'property_kind' in ('apartment', 'house', 'office', 'shop')
                then p_facts ->> 'property_kind' end,
            l.property_kind),
        rooms = coalesce(case when v_rooms between 0.5 and 100 then v_rooms end, l.rooms),
        budget = coalesce(case when v_budget between 1 and 1000000000000 then v_budget end, l.budget),
        move_in = coalesce(read_wall_time(p_facts ->> 'move_in')::date, l.move_in),
        notes = coalesce(left(nullif(btrim(p_facts ->> 'notes'), ''), 2000), l.notes),
        source = p_source,
        updated_at = now()
    where l.tenant_id = p_conversation.tenant_id and l.contact_id = p_conversation.contact_id
    returning * into v_after;
    if lead_facts(v_after) <> lead_facts(v_before) then
        perform record_event(
            p_conversation, p_turn_id, 'facts', p_source,
            -- What is new alone.
            (select jsonb_object_agg(f.key, f.value)
            from jsonb_each(lead_facts(v_after)) f
            where f.value is distinct from lead_facts(v_before) -> f.key));
    end if;
end
$$;
ALTER FUNCTION shi.store_facts(p_conversation shi.conversation, p_turn_id bigint, p_facts jsonb, p_source text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.store_facts(p_conversation shi.conversation, p_turn_id bigint, p_facts jsonb, p_source text) IS 'Adds facts to a contact''s lead.';
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
CREATE FUNCTION shi.store_prompt(p_tenant_id bigint, p_medium text, p_language text, p_facts_version bigint, p_slots_version bigint, p_content text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    insert into prompt_cache as c (tenant_id, medium, language, facts_version, slots_version, content, expires_at)
    values (
        p_tenant_id, p_medium, p_language, p_facts_version, p_slots_version, p_content,
        clock_timestamp() + interval '5 minutes')
    on conflict (tenant_id, medium, language) do update
        set facts_version = excluded.facts_version, slots_version = excluded.slots_version, content = excluded.content,
            expires_at = excluded.expires_at
        where c.facts_version <= excluded.facts_version and c.slots_version <= excluded.slots_version;
end
$$;
ALTER FUNCTION shi.store_prompt(p_tenant_id bigint, p_medium text, p_language text, p_facts_version bigint, p_slots_version bigint, p_content text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.store_prompt(p_tenant_id bigint, p_medium text, p_language text, p_facts_version bigint, p_slots_version bigint, p_content text) IS 'Keeps a rendered prompt.';
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
    perform arm_analysis(p_job.tenant_id, p_job.key);
    insert into message (
        tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at)
    values (
        p_job.tenant_id, message_id, p_job.key, 'out', 'bot', 'text', left(p_text, 65536),
        case when send then 'sending' else 'queued' end, v_now);
    insert into turn (
        tenant_id, turn_id, conversation_id, message_id, generation, outcome, rung, model, prompt_version,
        prompt_tokens, completion_tokens, error, lost_workers, received_at, deadline_ms, stored_ms, claimed_ms,
        typing_ms, model_request_ms, first_token_ms, model_done_ms, committed_ms, cached_tokens, cost_microdollars,
        model_requests, tools, listings, slots)
    select
        p_job.tenant_id, p_turn_id, p_job.key, message_id, p_generation, 'committed', t.rung, left(t.model, 200),
        read_count(p_turn, 'prompt_version'), read_count(p_turn, 'prompt_tokens'),
        read_count(p_turn, 'completion_tokens'), left(t.error, 500), p_job.lost, r.received_at,
        milliseconds(p_job.deadline_at - r.received_at),
        coalesce(milliseconds(id_time(v_oldest.message_id) - r.received_at), 0), read_count(p_turn, 'claimed_ms'),
        read_count(p_turn, 'typing_ms'), read_count(p_turn, 'model_request_ms'), read_count(p_turn, 'first_token_ms'),
        read_count(p_turn, 'model_done_ms'), milliseconds(v_now - r.received_at), read_count(p_turn, 'cached_tokens'),
        read_count(p_turn, 'cost_microdollars', 1000000000000), read_count(p_turn, 'model_requests'), (
            select array_agg(left(u.tool, 64) order by u.ordinality)
            from unnest(t.tools[1:50]) with ordinality as u (tool, ordinality)),
        nullif(t.listings[1:50], '{}'), (
            select array_agg(moment_of(s.wall, v_tenant.time_zone) order by s.ordinality)
            from unnest(t.slots[1:50]) with ordinality as s (wall, ordinality)
            where moment_of(s.wall, v_tenant.time_zone) is not null)
    from jsonb_to_record(p_turn) as t (
        rung text, model text, error text, tools text[], listings bigint[], slots text[])
    cross join (select coalesce(v_oldest.received_at, v_now) as received_at) r;
    return next;
end
$$;
ALTER FUNCTION shi.store_reply(p_conversation shi.conversation, p_job shi.job, p_turn_id bigint, p_generation integer, p_text text, p_turn jsonb) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.store_reply(p_conversation shi.conversation, p_job shi.job, p_turn_id bigint, p_generation integer, p_text text, p_turn jsonb) IS 'Stores a reply that has passed the fence.';
CREATE FUNCTION shi.store_response(p_tenant_id bigint, p_language text, p_words text, p_facts_version bigint, p_reply text, p_model text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    insert into response_cache as r (tenant_id, language, words, facts_version, reply, model, expires_at)
    select v.tenant_id, p_language, p_words, p_facts_version, p_reply, p_model, clock_timestamp() + interval '1 hour'
    from tenant_version v
    where v.tenant_id = p_tenant_id and v.facts_version = p_facts_version
        and length(p_words) between 1 and 200 and length(p_reply) between 1 and 4000
    on conflict (tenant_id, language, words) do update
        set facts_version = excluded.facts_version, reply = excluded.reply, model = excluded.model, hits = 0,
            created_at = now(), last_hit_at = null, expires_at = excluded.expires_at
        where r.facts_version <= excluded.facts_version;
end
$$;
ALTER FUNCTION shi.store_response(p_tenant_id bigint, p_language text, p_words text, p_facts_version bigint, p_reply text, p_model text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.store_response(p_tenant_id bigint, p_language text, p_words text, p_facts_version bigint, p_reply text, p_model text) IS 'Keeps a model''s answer to a frequent message.';
CREATE FUNCTION shi.street_key(p_address text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path TO 'shi', 'pg_temp'
    AS $_$
declare
    v_key text := place_key(p_address);
begin
    return coalesce(
        nullif(array_to_string(array(
            select w.word
            from unnest(string_to_array(v_key, ' ')) with ordinality as w (word, ordinality)
            where w.word !~ '^[0-9]+[a-zא-ת]?$'
                and w.word <> all ('{רחוב,רח,שדרות,שד,דרך,סמטת,כיכר,street,st,boulevard,blvd,avenue,ave,road,rd,lane}')
            order by w.ordinality), ' '), ''),
        v_key);
end
$_$;
ALTER FUNCTION shi.street_key(p_address text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.street_key(p_address text) IS 'The name of an address''s street.';
CREATE FUNCTION shi.take_response(p_tenant_id bigint, p_language text, p_words text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_reply text;
begin
    select r.reply into v_reply
    from response_cache r
    join tenant_version v on v.tenant_id = r.tenant_id and v.facts_version = r.facts_version
    where r.tenant_id = p_tenant_id and r.language = p_language and r.words = p_words
        and r.expires_at > clock_timestamp();
    if not found then
        return null;
    end if;
    perform set_config('synchronous_commit', 'off', true);
    perform from response_cache r
    where r.tenant_id = p_tenant_id and r.language = p_language and r.words = p_words
    for no key update skip locked;
    if found then
        update response_cache r
        set hits = r.hits + 1, last_hit_at = clock_timestamp()
        where r.tenant_id = p_tenant_id and r.language = p_language and r.words = p_words;
    end if;
    return v_reply;
end
$$;
ALTER FUNCTION shi.take_response(p_tenant_id bigint, p_language text, p_words text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.take_response(p_tenant_id bigint, p_language text, p_words text) IS 'The cached answer to a frequent message.';
CREATE FUNCTION shi.terms_of_listing(p_listing shi.listing) RETURNS TABLE(kind text, term text, key text, signature bit)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'shi', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
    return query
    select t.kind, t.term, t.key, case when t.kind = 'area' then trigram_signature(t.term) end
    from (
        select 'area' as kind, place_key(n.name) as term, p_listing.area_key as key
        from unnest(array[p_listing.area_he, p_listing.area_en]) as n (name)
        union
        select 'street', street_key(n.name), p_listing.street_key
        from unnest(array[p_listing.address_he, p_listing.address_en]) as n (name)
        union
        select 'word', w.word, w.word
        from unnest(tsvector_to_array(p_listing.search)) as w (word)
    ) t
    where t.term <> ''
    order by t.kind, t.term, t.key;
end
$$;
ALTER FUNCTION shi.terms_of_listing(p_listing shi.listing) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.terms_of_listing(p_listing shi.listing) IS 'What customers may write of a listing.';
CREATE FUNCTION shi.trigram_signature(p_folded text) RETURNS bit
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_bits    bit(1024) := repeat('0', 1024)::bit(1024);
    v_trigram text;
begin
    foreach v_trigram in array show_trgm(p_folded) loop
        v_bits := set_bit(v_bits, hashtext(v_trigram) & 1023, 1);
    end loop;
    return v_bits;
end
$$;
ALTER FUNCTION shi.trigram_signature(p_folded text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.trigram_signature(p_folded text) IS 'Which trigrams a text has, as bits.';
CREATE FUNCTION shi.upkeep(p_lease_token uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'shi', 'pg_temp'
    AS $$
begin
    perform from job
    where tenant_id = 0 and kind = 'upkeep' and key = 0 and lease_token = p_lease_token
    for update;
    if not found then
        return 'lost';
    end if;
    perform create_partitions(3);
    if purge(20000) then
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
CREATE FUNCTION shi.validate_constraints() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'shi', 'pg_temp'
    AS $$
declare
    v_constraint record;
begin
    for v_constraint in
        select k.conrelid::regclass as relation, k.conname
        from pg_constraint k
        where k.connamespace = 'shi'::regnamespace and not k.convalidated and k.conparentid = 0 and k.conislocal
        order by k.conrelid::regclass::text, k.conname
    loop
        begin
            execute format('alter table %s validate constraint %I', v_constraint.relation, v_constraint.conname);
        exception when check_violation then
            raise warning 'rows of % break %: mend them and run install.sql again',
                v_constraint.relation, v_constraint.conname;
        end;
    end loop;
end
$$;
ALTER FUNCTION shi.validate_constraints() OWNER TO shi_owner;
COMMENT ON FUNCTION shi.validate_constraints() IS 'Looks whether old rows keep new constraints.';
CREATE FUNCTION shi.wall_time(p_at timestamp with time zone, p_time_zone text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
begin
    return to_char(p_at at time zone p_time_zone, 'YYYY-MM-DD"T"HH24:MI');
end
$$;
ALTER FUNCTION shi.wall_time(p_at timestamp with time zone, p_time_zone text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.wall_time(p_at timestamp with time zone, p_time_zone text) IS 'A moment as a wall clock shows it.';
CREATE FUNCTION shi.word_stem(p_word text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $_$
declare
    v_word text;
begin
    if p_word ~ '^[a-z]+$' then
        return coalesce((ts_lexize('pg_catalog.english_stem', p_word))[1], p_word);
    end if;
    v_word := translate(replace(replace(p_word, 'יי', 'י'), 'וו', 'ו'), 'ךםןףץ', 'כמנפצ');
    if length(v_word) >= 5 and right(v_word, 2) in ('ימ', 'ות') then
        return left(v_word, -2);
    elsif length(v_word) >= 4 and right(v_word, 1) in ('ה', 'ת') then
        return left(v_word, -1);
    end if;
    return v_word;
end
$_$;
ALTER FUNCTION shi.word_stem(p_word text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.word_stem(p_word text) IS 'What a word has in common with its other forms.';
CREATE FUNCTION shi.word_variants(p_folded text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
declare
    v_word     text;
    v_variants text[] := '{}';
begin
    foreach v_word in array (string_to_array(p_folded, ' '))[1:120] loop
        v_variants := v_variants || word_stem(v_word);
        for i in 1 .. 3 loop
            exit when length(v_word) < 4 or left(v_word, 1) not in ('ה', 'ו', 'ב', 'ל', 'מ', 'כ', 'ש');
            v_word := substr(v_word, 2);
            v_variants := v_variants || word_stem(v_word);
        end loop;
    end loop;
    return v_variants;
end
$$;
ALTER FUNCTION shi.word_variants(p_folded text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.word_variants(p_folded text) IS 'The stems of a text''s words, with and without prefixes.';
CREATE FUNCTION shi.word_weight(p_word text) RETURNS real
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
    select case
        when p_word = any ('{
            a,an,and,any,are,at,be,can,could,do,does,for,from,get,have,how,i,if,in,is,it,like,me,much,my,need,of,on,or,our,
            please,s,that,the,there,these,this,to,up,us,want,we,what,which,will,with,would,you,your,
            אותה,אותו,אותי,אותך,אותם,אז,איזה,איזו,אילו,אין,איך,אל,אם,אני,אנחנו,אפשר,אצלכם,את,אתה,אתם,באיזה,גם,
            היא,הוא,הם,זה,זו,זאת,יש,כן,לא,לי,לך,לכם,לנו,מה,מי,מישהו,נא,על,עם,צריך,צריכה,רוצה,של,שלי,שלך,שלכם,שלנו,
            תודה,בבקשה
        }'::text[]) then 0.15
        when p_word = any ('{
            where,when,long,many,time,איפה,היכן,מתי,כמה,למתי,ממתי,עד,לכמה,עולה,cost,come,go,לבוא,להגיע
        }'::text[]) then 0.6
        else 1
    end::real
$$;
ALTER FUNCTION shi.word_weight(p_word text) OWNER TO shi_owner;
COMMENT ON FUNCTION shi.word_weight(p_word text) IS 'How much a word of a question tells of what is asked.';
CREATE TEXT SEARCH DICTIONARY shi.he_il (
    TEMPLATE = pg_catalog.ispell,
    dictfile = 'he_il', afffile = 'he_il' );
ALTER TEXT SEARCH DICTIONARY shi.he_il OWNER TO shi_owner;
COMMENT ON TEXT SEARCH DICTIONARY shi.he_il IS 'Hebrew words and their prefixes, from hunspell-he.';
CREATE TEXT SEARCH CONFIGURATION shi.hebrew (
    PARSER = pg_catalog."default" );
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR asciiword WITH english_stem, simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR word WITH shi.he_il, simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR host WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR sfloat WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR version WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR hword_numpart WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR hword_part WITH shi.he_il, simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR hword_asciipart WITH english_stem, simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR numhword WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR asciihword WITH english_stem, simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR hword WITH shi.he_il, simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR url_path WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR file WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR "float" WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew
    ADD MAPPING FOR uint WITH simple;
ALTER TEXT SEARCH CONFIGURATION shi.hebrew OWNER TO shi_owner;
COMMENT ON TEXT SEARCH CONFIGURATION shi.hebrew IS 'Hebrew by the dictionary he_il where the machine has it, English by its stems.';
CREATE TABLE shi.agent (
    tenant_id bigint NOT NULL,
    agent_id bigint NOT NULL,
    name_he text NOT NULL,
    name_en text NOT NULL,
    phone text,
    is_active boolean DEFAULT true NOT NULL,
    CONSTRAINT agent_phone_is_e164 CHECK ((phone ~ '^\+[0-9]{5,20}$'::text))
);
ALTER TABLE shi.agent OWNER TO shi_owner;
COMMENT ON TABLE shi.agent IS 'A person of the business who shows listings to customers.';
CREATE TABLE shi.appointment (
    tenant_id bigint NOT NULL,
    appointment_id bigint NOT NULL,
    listing_id bigint NOT NULL,
    agent_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    turn_id bigint,
    period tstzrange NOT NULL,
    state text DEFAULT 'booked'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    cancelled_at timestamp with time zone,
    CONSTRAINT appointment_period_is_bounded CHECK (((NOT isempty(period)) AND (lower(period) > '-infinity'::timestamp with time zone) AND (upper(period) < 'infinity'::timestamp with time zone) AND lower_inc(period) AND (NOT upper_inc(period)))),
    CONSTRAINT appointment_says_when_it_was_cancelled CHECK (((state = 'cancelled'::text) = (cancelled_at IS NOT NULL))),
    CONSTRAINT appointment_state_is_known CHECK ((state = ANY (ARRAY['booked'::text, 'cancelled'::text])))
);
ALTER TABLE shi.appointment OWNER TO shi_owner;
COMMENT ON TABLE shi.appointment IS 'A contact comes to see a listing, and an agent shows it.';
COMMENT ON COLUMN shi.appointment.turn_id IS 'The turn that booked it; null where no turn did.';
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
CREATE TABLE shi.knowledge (
    tenant_id bigint NOT NULL,
    knowledge_id bigint NOT NULL,
    language text NOT NULL,
    topic text NOT NULL,
    questions text[] NOT NULL,
    answer text NOT NULL,
    CONSTRAINT knowledge_answer_is_not_too_long CHECK ((length(answer) <= 4000)),
    CONSTRAINT knowledge_has_questions CHECK ((cardinality(questions) > 0)),
    CONSTRAINT knowledge_language_is_known CHECK ((language = ANY (ARRAY['he'::text, 'en'::text])))
);
ALTER TABLE shi.knowledge OWNER TO shi_owner;
COMMENT ON TABLE shi.knowledge IS 'What the business can answer by itself: ways to ask, and the answer.';
CREATE TABLE shi.knowledge_question (
    tenant_id bigint NOT NULL,
    knowledge_id bigint NOT NULL,
    ordinal smallint NOT NULL,
    topic text NOT NULL,
    folded text NOT NULL,
    words text[] NOT NULL,
    weights real[] NOT NULL,
    keys text[] NOT NULL,
    signature bit(1024) NOT NULL,
    CONSTRAINT knowledge_question_words_have_weights CHECK ((cardinality(words) = cardinality(weights)))
);
ALTER TABLE shi.knowledge_question OWNER TO shi_owner;
COMMENT ON TABLE shi.knowledge_question IS 'The ways to ask of knowledge, made ready for search by a trigger, so that a search does nothing twice.';
COMMENT ON COLUMN shi.knowledge_question.folded IS 'The question without case, points and punctuation.';
COMMENT ON COLUMN shi.knowledge_question.words IS 'The stems of its words; weights: how much each tells of what is asked.';
COMMENT ON COLUMN shi.knowledge_question.keys IS 'Its words that tell most of what is asked.';
COMMENT ON COLUMN shi.knowledge_question.signature IS 'See trigram_signature().';
CREATE TABLE shi.lead_event (
    tenant_id bigint NOT NULL,
    event_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    conversation_id bigint,
    turn_id bigint,
    kind text NOT NULL,
    source text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT lead_event_kind_is_known CHECK ((kind = ANY (ARRAY['status'::text, 'facts'::text, 'booking'::text, 'cancellation'::text, 'hand_over'::text, 'analysis'::text]))),
    CONSTRAINT lead_event_source_is_known CHECK ((source = ANY (ARRAY['model'::text, 'rules'::text, 'turn'::text])))
);
ALTER TABLE shi.lead_event OWNER TO shi_owner;
COMMENT ON TABLE shi.lead_event IS 'What has happened to a lead, and who made it happen. Purged after 400 days by upkeep().';
CREATE TABLE shi.listing_term (
    tenant_id bigint NOT NULL,
    kind text NOT NULL,
    term text NOT NULL,
    key text NOT NULL,
    signature bit(1024),
    CONSTRAINT listing_term_kind_is_known CHECK ((kind = ANY (ARRAY['area'::text, 'street'::text, 'word'::text])))
);
ALTER TABLE shi.listing_term OWNER TO shi_owner;
COMMENT ON TABLE shi.listing_term IS 'What customers may write of a tenant''s listings: the names of areas and streets in both languages, and the stems of the words of summaries. Made by a trigger. A term stays when its last listing goes: who asks for it hears that there is none.';
COMMENT ON COLUMN shi.listing_term.key IS 'The area_key or street_key of the listings that it names; of a word, the word.';
COMMENT ON COLUMN shi.listing_term.signature IS 'Of an area: see trigram_signature().';
CREATE VIEW shi.open_handover AS
 SELECT h.tenant_id,
    h.requested_at,
    h.reason,
    p.name AS customer,
    c.chat_address,
    h.conversation_id
   FROM ((shi.handover h
     JOIN shi.conversation c ON (((c.tenant_id = h.tenant_id) AND (c.conversation_id = h.conversation_id))))
     JOIN shi.contact p ON (((p.tenant_id = h.tenant_id) AND (p.contact_id = h.contact_id))))
  WHERE (h.resolved_at IS NULL)
  ORDER BY h.requested_at;
ALTER TABLE shi.open_handover OWNER TO shi_owner;
COMMENT ON VIEW shi.open_handover IS 'The customers who wait for a human.';
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
CREATE UNLOGGED TABLE shi.prompt_cache (
    tenant_id bigint NOT NULL,
    medium text NOT NULL,
    language text NOT NULL,
    facts_version bigint NOT NULL,
    slots_version bigint NOT NULL,
    content text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT prompt_cache_content_is_not_too_long CHECK ((length(content) <= 100000)),
    CONSTRAINT prompt_cache_language_is_known CHECK ((language = ANY (ARRAY['he'::text, 'en'::text]))),
    CONSTRAINT prompt_cache_medium_is_known CHECK ((medium = ANY (ARRAY['whatsapp'::text, 'call'::text])))
);
ALTER TABLE shi.prompt_cache OWNER TO shi_owner;
COMMENT ON TABLE shi.prompt_cache IS 'Rendered prompts. One is good while both its versions are the tenant''s, for five minutes: availability moves on with the clock.';
CREATE TABLE shi.prompt_revision (
    tenant_id bigint NOT NULL,
    medium text NOT NULL,
    version integer NOT NULL,
    content text NOT NULL,
    author text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT prompt_revision_author_is_not_too_long CHECK (((length(author) >= 1) AND (length(author) <= 200)))
);
ALTER TABLE shi.prompt_revision OWNER TO shi_owner;
COMMENT ON TABLE shi.prompt_revision IS 'Every version that a prompt has had, the present one too. Written by triggers alone.';
COMMENT ON COLUMN shi.prompt_revision.author IS 'Who changed it: the setting shi.author of the session, or else its user.';
CREATE TABLE shi.provider_message (
    tenant_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    provider_message_id text NOT NULL,
    chat_address text NOT NULL,
    message_id bigint NOT NULL
);
ALTER TABLE shi.provider_message OWNER TO shi_owner;
COMMENT ON TABLE shi.provider_message IS 'Each provider message that was taken, so that it is taken once. Outlives the messages'' partitions; purged after 40 days by upkeep().';
CREATE UNLOGGED TABLE shi.response_cache (
    tenant_id bigint NOT NULL,
    language text NOT NULL,
    words text NOT NULL,
    facts_version bigint NOT NULL,
    reply text NOT NULL,
    model text NOT NULL,
    hits bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_hit_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT response_cache_language_is_known CHECK ((language = ANY (ARRAY['he'::text, 'en'::text]))),
    CONSTRAINT response_cache_reply_is_not_too_long CHECK (((length(reply) >= 1) AND (length(reply) <= 4000))),
    CONSTRAINT response_cache_words_are_few CHECK (((length(words) >= 1) AND (length(words) <= 200)))
)
WITH (fillfactor='80');
ALTER TABLE shi.response_cache OWNER TO shi_owner;
COMMENT ON TABLE shi.response_cache IS 'A model''s answers to frequent messages that need no context. One is good while its version is the tenant''s facts_version.';
COMMENT ON COLUMN shi.response_cache.words IS 'The customer''s words, normalised by the program.';
COMMENT ON COLUMN shi.response_cache.hits IS 'How often it was given out. Hits at the same moment may count as one.';
CREATE TABLE shi.send_request (
    tenant_id bigint NOT NULL,
    idempotency_key text NOT NULL,
    body_digest text NOT NULL,
    message_id bigint NOT NULL,
    CONSTRAINT send_request_key_is_not_too_long CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)))
);
ALTER TABLE shi.send_request OWNER TO shi_owner;
COMMENT ON TABLE shi.send_request IS 'The idempotency keys of POST /send. body_digest tells a repetition from another message under the same key. Purged after 40 days by upkeep().';
CREATE TABLE shi.spend (
    tenant_id bigint NOT NULL,
    day date NOT NULL,
    shard smallint NOT NULL,
    requests bigint DEFAULT 0 NOT NULL,
    prompt_tokens bigint DEFAULT 0 NOT NULL,
    completion_tokens bigint DEFAULT 0 NOT NULL,
    microdollars bigint DEFAULT 0 NOT NULL,
    CONSTRAINT spend_shard_is_bounded CHECK (((shard >= 0) AND (shard <= 15)))
)
WITH (fillfactor='50');
ALTER TABLE shi.spend OWNER TO shi_owner;
COMMENT ON TABLE shi.spend IS 'What a tenant''s models were asked and cost on a day of its wall clock, in millionths of a dollar. Spread over sixteen rows, so that turns that end at the same moment do not wait for each other; the sum is what counts. Its row is the last that a transaction locks. Purged after 400 days by upkeep().';
CREATE TABLE shi.tenant_slots (
    tenant_id bigint NOT NULL,
    slots_version bigint DEFAULT 1 NOT NULL
)
WITH (fillfactor='50');
ALTER TABLE shi.tenant_slots OWNER TO shi_owner;
COMMENT ON TABLE shi.tenant_slots IS 'The version of what a tenant''s free viewing times follow from, raised by triggers as tenant_version is. Bookings of a tenant take their turn on its row.';
COMMENT ON COLUMN shi.tenant_slots.slots_version IS 'Raised by changes of appointments, agents and viewing hours.';
CREATE TABLE shi.tenant_version (
    tenant_id bigint NOT NULL,
    facts_version bigint DEFAULT 1 NOT NULL
)
WITH (fillfactor='50');
ALTER TABLE shi.tenant_version OWNER TO shi_owner;
COMMENT ON TABLE shi.tenant_version IS 'The version of the facts that a tenant''s answers are made of, raised by triggers in the transaction of each change, which holds the row until its end. What was computed from facts is good only while they have the version that they had then. No program changes facts: none waits for who edits them.';
COMMENT ON COLUMN shi.tenant_version.facts_version IS 'Raised by changes of prompt, knowledge, listings, and the tenant''s own row.';
CREATE VIEW shi.upcoming_viewing AS
 SELECT a.tenant_id,
    (lower(a.period) AT TIME ZONE t.time_zone) AS starts_at,
    ((l.address_he || ', '::text) || l.area_he) AS place,
    l.listing_id,
    g.name_he AS agent,
    p.name AS customer,
    ( SELECT min(i.value) AS min
           FROM shi.identity i
          WHERE ((i.tenant_id = a.tenant_id) AND (i.contact_id = a.contact_id) AND (i.kind = 'phone'::text))) AS customer_phone,
    a.conversation_id,
    a.appointment_id
   FROM ((((shi.appointment a
     JOIN shi.tenant t ON ((t.tenant_id = a.tenant_id)))
     JOIN shi.listing l ON (((l.tenant_id = a.tenant_id) AND (l.listing_id = a.listing_id))))
     JOIN shi.agent g ON (((g.tenant_id = a.tenant_id) AND (g.agent_id = a.agent_id))))
     JOIN shi.contact p ON (((p.tenant_id = a.tenant_id) AND (p.contact_id = a.contact_id))))
  WHERE ((a.state = 'booked'::text) AND (lower(a.period) > now()))
  ORDER BY a.tenant_id, (lower(a.period));
ALTER TABLE shi.upcoming_viewing OWNER TO shi_owner;
COMMENT ON VIEW shi.upcoming_viewing IS 'The viewings still to come, on the tenant''s wall clock.';
CREATE TABLE shi.viewing_hours (
    tenant_id bigint NOT NULL,
    weekday smallint NOT NULL,
    opens time without time zone NOT NULL,
    closes time without time zone NOT NULL,
    CONSTRAINT viewing_hours_close_after_they_open CHECK ((closes > opens)),
    CONSTRAINT viewing_hours_weekday_is_iso CHECK (((weekday >= 1) AND (weekday <= 7)))
);
ALTER TABLE shi.viewing_hours OWNER TO shi_owner;
COMMENT ON TABLE shi.viewing_hours IS 'When listings are shown, on the tenant''s wall clock; a day may have several spans.';
COMMENT ON COLUMN shi.viewing_hours.weekday IS 'As ISO 8601 counts: 1 is Monday, 6 Saturday, 7 Sunday.';
ALTER TABLE ONLY shi.message ATTACH PARTITION shi.message_default DEFAULT;
ALTER TABLE ONLY shi.turn ATTACH PARTITION shi.turn_default DEFAULT;
ALTER TABLE ONLY shi.agent
    ADD CONSTRAINT agent_pkey PRIMARY KEY (tenant_id, agent_id);
ALTER TABLE ONLY shi.appointment
    ADD CONSTRAINT appointment_agent_is_in_one_place EXCLUDE USING gist (tenant_id WITH =, agent_id WITH =, period WITH &&) WHERE ((state = 'booked'::text));
ALTER TABLE ONLY shi.appointment
    ADD CONSTRAINT appointment_contact_is_in_one_place EXCLUDE USING gist (tenant_id WITH =, contact_id WITH =, period WITH &&) WHERE ((state = 'booked'::text));
ALTER TABLE ONLY shi.appointment
    ADD CONSTRAINT appointment_listing_is_shown_to_one EXCLUDE USING gist (tenant_id WITH =, listing_id WITH =, period WITH &&) WHERE ((state = 'booked'::text));
ALTER TABLE ONLY shi.appointment
    ADD CONSTRAINT appointment_pkey PRIMARY KEY (tenant_id, appointment_id);
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
ALTER TABLE ONLY shi.handover
    ADD CONSTRAINT handover_pkey PRIMARY KEY (tenant_id, handover_id);
ALTER TABLE ONLY shi.identity
    ADD CONSTRAINT identity_pkey PRIMARY KEY (tenant_id, kind, value);
ALTER TABLE ONLY shi.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (tenant_id, kind, key);
ALTER TABLE ONLY shi.knowledge
    ADD CONSTRAINT knowledge_pkey PRIMARY KEY (tenant_id, knowledge_id);
ALTER TABLE ONLY shi.knowledge_question
    ADD CONSTRAINT knowledge_question_pkey PRIMARY KEY (tenant_id, knowledge_id, ordinal);
ALTER TABLE ONLY shi.lead_event
    ADD CONSTRAINT lead_event_pkey PRIMARY KEY (tenant_id, event_id);
ALTER TABLE ONLY shi.lead
    ADD CONSTRAINT lead_pkey PRIMARY KEY (tenant_id, contact_id);
ALTER TABLE ONLY shi.listing
    ADD CONSTRAINT listing_pkey PRIMARY KEY (tenant_id, listing_id);
ALTER TABLE ONLY shi.listing_term
    ADD CONSTRAINT listing_term_pkey PRIMARY KEY (tenant_id, kind, term, key);
ALTER TABLE ONLY shi.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (tenant_id, message_id);
ALTER TABLE ONLY shi.message_default
    ADD CONSTRAINT message_default_pkey PRIMARY KEY (tenant_id, message_id);
ALTER TABLE ONLY shi.prompt_cache
    ADD CONSTRAINT prompt_cache_pkey PRIMARY KEY (tenant_id, medium, language);
ALTER TABLE ONLY shi.prompt
    ADD CONSTRAINT prompt_pkey PRIMARY KEY (tenant_id, medium);
ALTER TABLE ONLY shi.prompt_revision
    ADD CONSTRAINT prompt_revision_pkey PRIMARY KEY (tenant_id, medium, version);
ALTER TABLE ONLY shi.provider_message
    ADD CONSTRAINT provider_message_pkey PRIMARY KEY (tenant_id, channel_id, provider_message_id, chat_address);
ALTER TABLE ONLY shi.response_cache
    ADD CONSTRAINT response_cache_pkey PRIMARY KEY (tenant_id, language, words);
ALTER TABLE ONLY shi.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY shi.send_request
    ADD CONSTRAINT send_request_pkey PRIMARY KEY (tenant_id, idempotency_key);
ALTER TABLE ONLY shi.spend
    ADD CONSTRAINT spend_pkey PRIMARY KEY (tenant_id, day, shard);
ALTER TABLE ONLY shi.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY shi.tenant_slots
    ADD CONSTRAINT tenant_slots_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY shi.tenant_version
    ADD CONSTRAINT tenant_version_pkey PRIMARY KEY (tenant_id);
ALTER TABLE ONLY shi.turn
    ADD CONSTRAINT turn_pkey PRIMARY KEY (tenant_id, turn_id);
ALTER TABLE ONLY shi.turn_default
    ADD CONSTRAINT turn_default_pkey PRIMARY KEY (tenant_id, turn_id);
ALTER TABLE ONLY shi.viewing_hours
    ADD CONSTRAINT viewing_hours_pkey PRIMARY KEY (tenant_id, weekday, opens);
ALTER TABLE ONLY shi.worker
    ADD CONSTRAINT worker_lock_key_is_unique UNIQUE (lock_key);
ALTER TABLE ONLY shi.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (worker_id);
CREATE INDEX handover_by_age_idx ON shi.handover USING brin (resolved_at);
CREATE INDEX handover_open_by_age_idx ON shi.handover USING btree (requested_at) WHERE (resolved_at IS NULL);
CREATE UNIQUE INDEX handover_open_idx ON shi.handover USING btree (tenant_id, conversation_id) WHERE (resolved_at IS NULL);
CREATE INDEX identity_by_contact_idx ON shi.identity USING btree (tenant_id, contact_id);
CREATE INDEX job_ready_by_tenant_idx ON shi.job USING btree (kind, tenant_id, deadline_at) WHERE (state = 'ready'::text);
CREATE INDEX job_ready_idx ON shi.job USING btree (kind, deadline_at) WHERE (state = 'ready'::text);
CREATE INDEX job_running_idx ON shi.job USING btree (worker_id, kind, tenant_id) WHERE (state = 'running'::text);
CREATE INDEX job_waiting_idx ON shi.job USING btree (run_at) WHERE (state = 'waiting'::text);
CREATE INDEX lead_event_by_age_idx ON shi.lead_event USING brin (at);
CREATE INDEX lead_event_by_contact_idx ON shi.lead_event USING btree (tenant_id, contact_id, event_id);
CREATE INDEX listing_by_area_idx ON shi.listing USING btree (tenant_id, area_key, price, listing_id) WHERE is_available;
CREATE INDEX listing_by_price_idx ON shi.listing USING btree (tenant_id, deal, price, listing_id) WHERE is_available;
CREATE INDEX listing_by_street_idx ON shi.listing USING btree (tenant_id, street_key, price, listing_id) WHERE is_available;
CREATE INDEX message_by_conversation_idx ON ONLY shi.message USING btree (tenant_id, conversation_id, message_id);
CREATE INDEX message_unsettled_idx ON ONLY shi.message USING btree (tenant_id, conversation_id, message_id) WHERE (status = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX message_default_tenant_id_conversation_id_message_id_idx ON shi.message_default USING btree (tenant_id, conversation_id, message_id);
CREATE INDEX message_default_tenant_id_conversation_id_message_id_idx1 ON shi.message_default USING btree (tenant_id, conversation_id, message_id) WHERE (status = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX prompt_cache_by_expiry_idx ON shi.prompt_cache USING btree (expires_at);
CREATE INDEX provider_message_by_age_idx ON shi.provider_message USING brin (message_id);
CREATE INDEX response_cache_by_expiry_idx ON shi.response_cache USING btree (expires_at);
CREATE INDEX send_request_by_age_idx ON shi.send_request USING brin (message_id);
CREATE INDEX spend_by_age_idx ON shi.spend USING brin (day);
CREATE INDEX turn_by_message_idx ON ONLY shi.turn USING btree (tenant_id, message_id);
CREATE INDEX turn_default_tenant_id_message_id_idx ON shi.turn_default USING btree (tenant_id, message_id);
ALTER INDEX shi.message_pkey ATTACH PARTITION shi.message_default_pkey;
ALTER INDEX shi.message_by_conversation_idx ATTACH PARTITION shi.message_default_tenant_id_conversation_id_message_id_idx;
ALTER INDEX shi.message_unsettled_idx ATTACH PARTITION shi.message_default_tenant_id_conversation_id_message_id_idx1;
ALTER INDEX shi.turn_pkey ATTACH PARTITION shi.turn_default_pkey;
ALTER INDEX shi.turn_by_message_idx ATTACH PARTITION shi.turn_default_tenant_id_message_id_idx;
CREATE TRIGGER agent_versions_delete AFTER DELETE ON shi.agent REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER agent_versions_insert AFTER INSERT ON shi.agent REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER agent_versions_truncate AFTER TRUNCATE ON shi.agent FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER agent_versions_update AFTER UPDATE ON shi.agent REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER appointment_versions_delete AFTER DELETE ON shi.appointment REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER appointment_versions_insert AFTER INSERT ON shi.appointment REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER appointment_versions_truncate AFTER TRUNCATE ON shi.appointment FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER appointment_versions_update AFTER UPDATE ON shi.appointment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots', 'contact_id', 'conversation_id', 'turn_id');
CREATE TRIGGER knowledge_questions AFTER INSERT OR UPDATE OF tenant_id, knowledge_id, topic, questions ON shi.knowledge FOR EACH ROW EXECUTE FUNCTION shi.make_knowledge_questions();
CREATE TRIGGER knowledge_versions_delete AFTER DELETE ON shi.knowledge REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER knowledge_versions_insert AFTER INSERT ON shi.knowledge REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER knowledge_versions_truncate AFTER TRUNCATE ON shi.knowledge FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER knowledge_versions_update AFTER UPDATE ON shi.knowledge REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER listing_search BEFORE INSERT OR UPDATE OF summary_he, summary_en, area_he, area_en, address_he, address_en ON shi.listing FOR EACH ROW EXECUTE FUNCTION shi.make_listing_search();
CREATE TRIGGER listing_terms AFTER INSERT OR UPDATE OF tenant_id, summary_he, summary_en, area_he, area_en, address_he, address_en ON shi.listing FOR EACH ROW EXECUTE FUNCTION shi.make_listing_terms();
CREATE TRIGGER listing_versions_delete AFTER DELETE ON shi.listing REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER listing_versions_insert AFTER INSERT ON shi.listing REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER listing_versions_truncate AFTER TRUNCATE ON shi.listing FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER listing_versions_update AFTER UPDATE ON shi.listing REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER prompt_number BEFORE INSERT OR UPDATE ON shi.prompt FOR EACH ROW EXECUTE FUNCTION shi.number_prompt();
CREATE TRIGGER prompt_record AFTER INSERT OR UPDATE ON shi.prompt FOR EACH ROW EXECUTE FUNCTION shi.record_prompt();
CREATE TRIGGER prompt_versions_delete AFTER DELETE ON shi.prompt REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER prompt_versions_insert AFTER INSERT ON shi.prompt REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER prompt_versions_truncate AFTER TRUNCATE ON shi.prompt FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER prompt_versions_update AFTER UPDATE ON shi.prompt REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER tenant_slots_insert AFTER INSERT ON shi.tenant REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER tenant_versions_insert AFTER INSERT ON shi.tenant REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts');
CREATE TRIGGER tenant_versions_update AFTER UPDATE ON shi.tenant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('facts', 'quiet_ms', 'reply_deadline_ms', 'running_jobs_limit', 'daily_budget_microdollars', 'analyze_after_ms');
CREATE TRIGGER viewing_hours_versions_delete AFTER DELETE ON shi.viewing_hours REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER viewing_hours_versions_insert AFTER INSERT ON shi.viewing_hours REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER viewing_hours_versions_truncate AFTER TRUNCATE ON shi.viewing_hours FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
CREATE TRIGGER viewing_hours_versions_update AFTER UPDATE ON shi.viewing_hours REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shi.raise_version('slots');
ALTER TABLE ONLY shi.agent
    ADD CONSTRAINT agent_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.appointment
    ADD CONSTRAINT appointment_agent_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES shi.agent(tenant_id, agent_id);
ALTER TABLE ONLY shi.appointment
    ADD CONSTRAINT appointment_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES shi.contact(tenant_id, contact_id);
ALTER TABLE ONLY shi.appointment
    ADD CONSTRAINT appointment_conversation_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES shi.conversation(tenant_id, conversation_id);
ALTER TABLE ONLY shi.appointment
    ADD CONSTRAINT appointment_listing_fkey FOREIGN KEY (tenant_id, listing_id) REFERENCES shi.listing(tenant_id, listing_id);
ALTER TABLE ONLY shi.channel
    ADD CONSTRAINT channel_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.contact
    ADD CONSTRAINT contact_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.conversation
    ADD CONSTRAINT conversation_channel_fkey FOREIGN KEY (tenant_id, channel_id) REFERENCES shi.channel(tenant_id, channel_id);
ALTER TABLE ONLY shi.conversation
    ADD CONSTRAINT conversation_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES shi.contact(tenant_id, contact_id);
ALTER TABLE ONLY shi.handover
    ADD CONSTRAINT handover_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES shi.contact(tenant_id, contact_id);
ALTER TABLE ONLY shi.handover
    ADD CONSTRAINT handover_conversation_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES shi.conversation(tenant_id, conversation_id);
ALTER TABLE ONLY shi.identity
    ADD CONSTRAINT identity_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES shi.contact(tenant_id, contact_id);
ALTER TABLE ONLY shi.knowledge_question
    ADD CONSTRAINT knowledge_question_knowledge_fkey FOREIGN KEY (tenant_id, knowledge_id) REFERENCES shi.knowledge(tenant_id, knowledge_id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY shi.knowledge
    ADD CONSTRAINT knowledge_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.lead
    ADD CONSTRAINT lead_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES shi.contact(tenant_id, contact_id);
ALTER TABLE ONLY shi.lead_event
    ADD CONSTRAINT lead_event_contact_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES shi.contact(tenant_id, contact_id);
ALTER TABLE ONLY shi.listing
    ADD CONSTRAINT listing_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.listing_term
    ADD CONSTRAINT listing_term_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id) ON DELETE CASCADE;
ALTER TABLE ONLY shi.prompt_cache
    ADD CONSTRAINT prompt_cache_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id) ON DELETE CASCADE;
ALTER TABLE ONLY shi.prompt_revision
    ADD CONSTRAINT prompt_revision_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.prompt
    ADD CONSTRAINT prompt_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.response_cache
    ADD CONSTRAINT response_cache_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id) ON DELETE CASCADE;
ALTER TABLE ONLY shi.spend
    ADD CONSTRAINT spend_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
ALTER TABLE ONLY shi.tenant_slots
    ADD CONSTRAINT tenant_slots_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id) ON DELETE CASCADE;
ALTER TABLE ONLY shi.tenant_version
    ADD CONSTRAINT tenant_version_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id) ON DELETE CASCADE;
ALTER TABLE ONLY shi.viewing_hours
    ADD CONSTRAINT viewing_hours_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES shi.tenant(tenant_id);
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
REVOKE ALL ON FUNCTION shi.add_spend(p_tenant_id bigint, p_requests bigint, p_prompt_tokens bigint, p_completion_tokens bigint, p_microdollars bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.add_spend(p_tenant_id bigint, p_requests bigint, p_prompt_tokens bigint, p_completion_tokens bigint, p_microdollars bigint) TO shi_worker;
REVOKE ALL ON FUNCTION shi.announce_jobs(p_kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.announce_jobs(p_kind text) TO shi_webhook;
GRANT ALL ON FUNCTION shi.announce_jobs(p_kind text) TO shi_send;
GRANT ALL ON FUNCTION shi.announce_jobs(p_kind text) TO shi_worker;
REVOKE ALL ON FUNCTION shi.announce_settled(p_tenant_id bigint, p_message_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.announce_settled(p_tenant_id bigint, p_message_id bigint) TO shi_worker;
GRANT SELECT ON TABLE shi.conversation TO shi_admin;
REVOKE ALL ON FUNCTION shi.apply_writes(p_conversation shi.conversation, p_turn_id bigint, p_writes jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.arm_analysis(p_tenant_id bigint, p_conversation_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.begin_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.begin_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_limit integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.begin_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) TO shi_worker;
REVOKE ALL ON FUNCTION shi.begin_turn(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_context integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.begin_turn(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_context integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.book_viewing(p_conversation shi.conversation, p_turn_id bigint, p_listing_id bigint, p_starts_at text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.next_id(p_after bigint) FROM PUBLIC;
GRANT SELECT ON TABLE shi.dead_job TO shi_admin;
REVOKE ALL ON FUNCTION shi.bury_send(p_tenant_id bigint, p_conversation_id bigint, p_message_id bigint, p_attempt integer, p_error text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.cancel_viewing(p_conversation shi.conversation, p_turn_id bigint, p_appointment_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.change_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) FROM PUBLIC;
GRANT SELECT ON TABLE shi.channel TO shi_admin;
REVOKE ALL ON FUNCTION shi.channel_for_typing(p_tenant_id bigint, p_provider text, p_address text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.channel_for_typing(p_tenant_id bigint, p_provider text, p_address text) TO shi_typing;
REVOKE ALL ON FUNCTION shi.claim_jobs(p_worker_id bigint, p_kind text, p_limit integer, p_is_full boolean, p_after bigint, p_held uuid[], p_share integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.claim_jobs(p_worker_id bigint, p_kind text, p_limit integer, p_is_full boolean, p_after bigint, p_held uuid[], p_share integer) TO shi_worker;
GRANT SELECT ON TABLE shi.tenant TO shi_admin;
REVOKE ALL ON FUNCTION shi.contact_state(p_tenant shi.tenant, p_conversation_id bigint, p_contact_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.create_partitions(p_months_ahead integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.dictionary_stem(p_word text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.end_idle_reply_job(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_area text, p_deal text, p_property_kind text, p_minimum_rooms numeric, p_maximum_rooms numeric, p_minimum_price bigint, p_maximum_price bigint, p_available_by date, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.find_listings(p_tenant_id bigint, p_text text, p_area text, p_deal text, p_property_kind text, p_minimum_rooms numeric, p_maximum_rooms numeric, p_minimum_price bigint, p_maximum_price bigint, p_available_by date, p_limit integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.find_or_make_contact(p_tenant_id bigint, p_phone text, p_lid text, p_address text, p_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.find_or_make_conversation(p_tenant_id bigint, p_channel_id bigint, p_contact_id bigint, p_chat_address text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.finish_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_through bigint, p_report jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.finish_analysis(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_through bigint, p_report jsonb) TO shi_worker;
REVOKE ALL ON FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb, p_writes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.finish_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint, p_generation integer, p_reserve_ms integer, p_text text, p_turn jsonb, p_writes jsonb) TO shi_worker;
REVOKE ALL ON FUNCTION shi.finish_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_message_id bigint, p_result text, p_provider_message_id text, p_error text, p_send_ms integer, p_retry_ms integer, p_most_attempts integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.finish_send(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_message_id bigint, p_result text, p_provider_message_id text, p_error text, p_send_ms integer, p_retry_ms integer, p_most_attempts integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.fold_text(p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.free_slots(p_tenant_id bigint, p_listing_id bigint, p_from text, p_days integer, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.free_slots(p_tenant_id bigint, p_listing_id bigint, p_from text, p_days integer, p_limit integer) TO shi_worker;
GRANT SELECT ON TABLE shi.listing TO shi_admin;
REVOKE ALL ON FUNCTION shi.get_listings(p_tenant_id bigint, p_listing_ids bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.get_listings(p_tenant_id bigint, p_listing_ids bigint[]) TO shi_worker;
REVOKE ALL ON FUNCTION shi.give_back_jobs(p_worker_id bigint, p_kept uuid[], p_lost boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.id_at(p_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.id_at(p_time timestamp with time zone) TO shi_admin;
REVOKE ALL ON FUNCTION shi.id_time(p_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.id_time(p_id bigint) TO shi_admin;
GRANT SELECT ON TABLE shi.lead TO shi_admin;
REVOKE ALL ON FUNCTION shi.lead_facts(p_lead shi.lead) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.listing_words(p_summary text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.make_knowledge_questions() FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.make_listing_search() FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.make_listing_terms() FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.make_reply_jobs(p_items shi.inbound_item[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.merge_contacts(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.merge_leads(p_tenant_id bigint, p_kept_id bigint, p_merged_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.milliseconds(p_interval interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.moment_of(p_text text, p_time_zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.named_places(p_tenant_id bigint, p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.next_ids(p_count integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.next_tenant_waiting(p_kind text, p_after bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.number_prompt() FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.open_handover(p_conversation shi.conversation, p_turn_id bigint, p_reason text, p_source text) FROM PUBLIC;
GRANT SELECT ON TABLE shi.message TO shi_admin;
REVOKE ALL ON FUNCTION shi.outbound_state(p_tenant_id bigint, p_message_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.outbound_state(p_tenant_id bigint, p_message_id bigint) TO shi_send;
REVOKE ALL ON FUNCTION shi.pick_jobs_in_turn(p_kind text, p_limit integer, p_after bigint, p_full bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.place_key(p_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.promote_jobs(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.promote_jobs(p_limit integer) TO shi_worker;
REVOKE ALL ON FUNCTION shi.pulse(p_worker_id bigint, p_tenant_ids bigint[], p_conversation_ids bigint[], p_generations integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.pulse(p_worker_id bigint, p_tenant_ids bigint[], p_conversation_ids bigint[], p_generations integer[]) TO shi_worker;
REVOKE ALL ON FUNCTION shi.purge(p_most integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.raise_version() FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.read_count(p_object jsonb, p_key text, p_most bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.read_wall_time(p_text text) FROM PUBLIC;
GRANT SELECT ON TABLE shi.handover TO shi_admin;
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
REVOKE ALL ON FUNCTION shi.record_event(p_conversation shi.conversation, p_turn_id bigint, p_kind text, p_source text, p_details jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.record_prompt() FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.refresh_search() FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.register_worker(p_worker_id bigint, p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.register_worker(p_worker_id bigint, p_name text) TO shi_worker;
REVOKE ALL ON FUNCTION shi.release_job(p_tenant_id bigint, p_kind text, p_key bigint, p_lease_token uuid, p_wait_ms integer, p_failed boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.release_job(p_tenant_id bigint, p_kind text, p_key bigint, p_lease_token uuid, p_wait_ms integer, p_failed boolean) TO shi_worker;
REVOKE ALL ON FUNCTION shi.repeated_reply(p_tenant_id bigint, p_conversation_id bigint, p_lease_token uuid, p_turn_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.retire_worker(p_worker_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.retire_worker(p_worker_id bigint) TO shi_worker;
REVOKE ALL ON FUNCTION shi.set_conversation_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.set_conversation_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) TO shi_admin;
REVOKE ALL ON FUNCTION shi.set_prompt(p_tenant_id bigint, p_medium text, p_content text, p_author text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.set_prompt(p_tenant_id bigint, p_medium text, p_content text, p_author text) TO shi_admin;
REVOKE ALL ON FUNCTION shi.settle_message(p_tenant_id bigint, p_message_id bigint, p_status text, p_provider_message_id text, p_error text, p_send_ms integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.store_analysis(p_conversation shi.conversation, p_report jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.store_echo(p_item shi.inbound_item) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.store_facts(p_conversation shi.conversation, p_turn_id bigint, p_facts jsonb, p_source text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.store_inbound(p_items shi.inbound_item[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.store_prompt(p_tenant_id bigint, p_medium text, p_language text, p_facts_version bigint, p_slots_version bigint, p_content text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.store_prompt(p_tenant_id bigint, p_medium text, p_language text, p_facts_version bigint, p_slots_version bigint, p_content text) TO shi_worker;
REVOKE ALL ON FUNCTION shi.store_reply(p_conversation shi.conversation, p_job shi.job, p_turn_id bigint, p_generation integer, p_text text, p_turn jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.store_response(p_tenant_id bigint, p_language text, p_words text, p_facts_version bigint, p_reply text, p_model text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.store_response(p_tenant_id bigint, p_language text, p_words text, p_facts_version bigint, p_reply text, p_model text) TO shi_worker;
REVOKE ALL ON FUNCTION shi.street_key(p_address text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.take_response(p_tenant_id bigint, p_language text, p_words text) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.take_response(p_tenant_id bigint, p_language text, p_words text) TO shi_worker;
REVOKE ALL ON FUNCTION shi.terms_of_listing(p_listing shi.listing) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.trigram_signature(p_folded text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.upkeep(p_lease_token uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION shi.upkeep(p_lease_token uuid) TO shi_worker;
REVOKE ALL ON FUNCTION shi.validate_constraints() FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.wall_time(p_at timestamp with time zone, p_time_zone text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.word_stem(p_word text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.word_variants(p_folded text) FROM PUBLIC;
REVOKE ALL ON FUNCTION shi.word_weight(p_word text) FROM PUBLIC;
GRANT SELECT ON TABLE shi.agent TO shi_admin;
GRANT SELECT ON TABLE shi.appointment TO shi_admin;
GRANT SELECT ON TABLE shi.contact TO shi_admin;
GRANT SELECT ON TABLE shi.identity TO shi_admin;
GRANT SELECT ON TABLE shi.knowledge TO shi_admin;
GRANT SELECT ON TABLE shi.knowledge_question TO shi_admin;
GRANT SELECT ON TABLE shi.lead_event TO shi_admin;
GRANT SELECT ON TABLE shi.listing_term TO shi_admin;
GRANT SELECT ON TABLE shi.open_handover TO shi_admin;
GRANT SELECT ON TABLE shi.prompt TO shi_admin;
GRANT SELECT ON TABLE shi.prompt_cache TO shi_admin;
GRANT SELECT ON TABLE shi.prompt_revision TO shi_admin;
GRANT SELECT ON TABLE shi.provider_message TO shi_admin;
GRANT SELECT ON TABLE shi.response_cache TO shi_admin;
GRANT SELECT ON TABLE shi.send_request TO shi_admin;
GRANT SELECT ON TABLE shi.spend TO shi_admin;
GRANT SELECT ON TABLE shi.tenant_slots TO shi_admin;
GRANT SELECT ON TABLE shi.tenant_version TO shi_admin;
GRANT SELECT ON TABLE shi.upcoming_viewing TO shi_admin;
GRANT SELECT ON TABLE shi.viewing_hours TO shi_admin;
ALTER DEFAULT PRIVILEGES FOR ROLE shi_owner IN SCHEMA shi GRANT SELECT ON TABLES  TO shi_admin;
ALTER DEFAULT PRIVILEGES FOR ROLE shi_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;
INSERT INTO shi.schema_version (version, name) VALUES (1, 'spine'), (2, 'assistant');
INSERT INTO shi.job (tenant_id, kind, key, deadline_at) VALUES (0, 'upkeep', 0, now());

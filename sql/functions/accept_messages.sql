-- accept_messages: takes a batch of provider messages, each once, and makes sure that what wants an answer has a job.
--
-- Parameters: arrays of the same length, so that a router can split them by tenant: the tenant of each element, and the
-- element itself, a JSON object as the program's InboundMessage writes it (provider, channel_address,
-- provider_message_id, chat_address, from_me, phone, lid, user_id, username, name, kind, text, details, sent_at in
-- seconds, is_backfill, expects_answer, waited_ms: how long ago the first byte of its request arrived).
-- Result: a row per element, in any order: its ordinal from 1; its outcome (stored, duplicate, unknown_channel, or
-- echo: our own send, or the owner's own words, which take the conversation over); whether it made a job.
-- Locks, in this order everywhere: provider_message, conversation (both in key order), job.
-- Called by: webhook. The caller announces new jobs after the commit: see announce_jobs.
create or replace function accept_messages(p_tenant_ids bigint[], p_messages jsonb[])
returns table (ordinal integer, outcome text, made_job boolean)
language plpgsql
security definer
set search_path = shi, pg_temp
set lock_timeout = '300ms'
-- A batch is small and every look-up has an index: no plan made while the tables were small may scan them later.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    -- What may stand around a word: white space, punctuation, marks of emphasis and of direction.
    c_marks constant text := E' \t\r\n.,:;!?…"\'`*_~()-'
        '\u00AB\u00BB\u05BE\u05F3\u05F4\u2013\u2014\u200E\u200F\u2018\u2019\u201C\u201D';
    v_items    inbound_item[];
    v_taken    bigint[];
    v_outcomes text[];
    v_new_jobs bigint[];
    v_ids      bigint[] := next_ids(cardinality(p_messages));
    v_item     inbound_item;
    v_holds    record;
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
            m.from_me and e.is_recent, null, null, m.user_id, m.username,
            -- The word alone, without the marks around it: most messages are told by their length.
            case when length(m.text) <= 60 and not m.from_me and m.kind in ('text', 'button', 'list') then (
                select case
                        when w.word = any (t.stop_words) then 'stop'
                        when w.word = any (t.start_words) then 'start'
                    end
                from tenant t
                cross join lateral (
                    select lower(btrim(m.text, c_marks)) as word
                    offset 0) w
                where t.tenant_id = e.tenant_id) end
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
        phone text, lid text, user_id text, username text, name text, kind text, text text, details jsonb,
        sent_at bigint, is_backfill boolean, expects_answer boolean, waited_ms integer)
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

    -- 3. Find the contact and the conversation of each; the common case is one look at indexes.
    select bool_or(i.kind = 'system') as systems, bool_or(i.kind = 'unsupported') as unsupported,
        bool_or(i.consent is not null) as consents, bool_or(i.details ? 'media') as media
    into v_holds
    from unnest(v_items) i
    where i.message_id = any (v_taken);
    if v_holds.systems then
        v_items := change_numbers(array(
            select i from unnest(v_items) i where i.message_id = any (v_taken) order by i.ordinal));
    end if;
    v_items := find_conversations(v_items, v_taken);
    for v_item in
        select i.* from unnest(v_items) i
        where i.conversation_id is null
        order by i.tenant_id, i.phone, i.lid, i.user_id, i.chat_address, i.ordinal
    loop
        if v_item.contact_id is null then
            v_item.contact_id := find_or_make_contact(
                v_item.tenant_id, v_item.phone, v_item.lid, v_item.user_id,
                case when num_nonnulls(v_item.phone, v_item.lid, v_item.user_id) = 0 then v_item.chat_address end,
                case when not v_item.from_me then v_item.name end);
        end if;
        v_item.conversation_id := find_or_make_conversation(
            v_item.tenant_id, v_item.channel_id, v_item.contact_id, v_item.chat_address);
        v_items := array(
            select case when i.ordinal = v_item.ordinal then v_item else i end
            from unnest(v_items) i
            order by i.ordinal);
    end loop;

    if v_holds.unsupported then
        v_items := limit_unsupported(v_items);
    end if;
    if v_holds.consents then
        v_items := apply_consent(v_items);
    end if;

    -- 4. Store, under the conversations' locks, and 5. make the jobs.
    perform store_inbound(v_items);
    v_new_jobs := make_reply_jobs(v_items);
    if v_holds.media then
        perform make_media_jobs(v_items);
    end if;

    foreach v_item in array v_items loop
        v_outcomes[v_item.ordinal] := case when v_item.from_me then 'echo' else 'stored' end;
    end loop;
    return query
    select o.ordinality::integer, o.outcome, coalesce(i.message_id = any (v_new_jobs), false)
    from unnest(v_outcomes) with ordinality as o (outcome, ordinality)
    left join unnest(v_items) i on i.ordinal = o.ordinality;
end
$$;
comment on function accept_messages is 'Stores provider messages once each, and a reply job for what wants an answer.';

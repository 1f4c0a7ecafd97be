-- accept_messages: takes a batch of provider messages, each once, and makes sure that what wants an answer has a job.
--
-- Parameters: arrays of the same length, so that a router can split them by tenant: the tenant of each element, and the
-- element itself, a JSON object as the program's InboundMessage writes it (provider, channel_address,
-- provider_message_id, chat_address, from_me, phone, lid, name, kind, text, details, sent_at in seconds, is_backfill,
-- expects_answer, waited_ms: how long ago the first byte of its request arrived).
-- Result: a row per element, in any order: its ordinal from 1; its outcome (stored, duplicate, unknown_channel, or echo:
-- our own send, or the owner's own words, which take the conversation over); whether it made a job.
-- Locks, in this order everywhere: provider_message, conversation (both in key order), job.
-- Called by: webhook. The caller announces new jobs after the commit: see announce_jobs.
create or replace function accept_messages(p_tenant_ids bigint[], p_messages jsonb[])
returns table (ordinal integer, outcome text, made_job boolean)
language plpgsql
security definer
set search_path = shi, pg_temp
set lock_timeout = '300ms'
-- A batch is small and every look-up has an index: no plan made while the tables were small may scan them later.
set enable_hashjoin = off
set enable_mergejoin = off
as $$
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
comment on function accept_messages is 'Stores provider messages once each, and a reply job for what wants an answer.';

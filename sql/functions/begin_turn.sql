-- begin_turn: all that a turn needs to know, read in one snapshot, so that generation and messages agree.
--
-- It is a look, not a fence: finish_reply is the fence.
-- Parameters: the reply job's tenant, conversation and lease token; p_context: how many messages besides the
-- unanswered ones are wanted.
-- Result: one row. outcome: ok; lost (the lease is somebody else's); done (nothing is unanswered, or a human has taken
-- over, or the contact opted out, or what is unanswered gets no answer: the job is gone). Messages get no answer while
-- the business is closed and has said so since it closed; and stickers alone get none where one was answered within a
-- day. With ok, turn is a JSON object:
--   turn_id, generation  what finish_reply gets
--   remaining_ms     until the deadline of the oldest unanswered message; negative when it has passed
--   quiet_ms         how long a reply must still wait for the quiet interval; 0 or less: no longer
--   received_ago_ms  how long ago the oldest unanswered message arrived; stored_ms: how long until it was stored
--   channel_id, chat_address, provider, base_url, secret, address, honours_idempotency, settings
--   last_message_id  the provider's id of the newest unanswered message; unread_ids: of the last 20, the newest last
--   notice           null, or while the business is closed what is said then: he, en
--   tenant_language, greeting_he, greeting_en, prompt, prompt_version
--   facts_version, slots_version  of the tenant: see tenant_version and tenant_slots
--   prepared         the cached prompts that are still true: an object, content by language
--   what contact_state() says: now, contact_name, contact_phone, lead, appointments, viewings_limit,
--                    is_over_budget, is_handover_open
--   messages         an array, oldest first: message_id, provider_message_id, author, kind, text, unanswered; of what
--                    is unanswered the details; and for a message of the bot the listings and the viewing times (slots,
--                    wall clock) that it offered
-- Called by: worker.
create or replace function begin_turn(
    p_tenant_id       bigint,
    p_conversation_id bigint,
    p_lease_token     uuid,
    p_context         integer
) returns table (outcome text, turn jsonb)
language plpgsql
security definer
set search_path = shi, pg_temp
-- The last messages are read off the index, however long the conversation: without this the plan sorts all of them, and
-- scans next month's partition because it is empty today.
set enable_sort = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    -- The generation up to which messages get no answer.
    v_unheeded integer;
begin
    select
        case
            when c.mode = 'bot' and p.opted_out_at is null and c.answered_generation < c.generation
                and u.generation is null then 'ok'
            else 'done'
        end,
        u.generation,
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
            'secret', coalesce(x.access, ''),
            'address', ch.address,
            'honours_idempotency', ch.honours_idempotency,
            'settings', ch.settings,
            'last_message_id', h.provider_ids[1],
            'unread_ids', (
                select coalesce(jsonb_agg(i.id order by i.ordinality desc), '[]')
                from unnest(h.provider_ids[1:20]) with ordinality as i (id, ordinality)),
            'notice', case when hours.closed_since is not null
                then jsonb_build_object('he', t.out_of_hours_he, 'en', t.out_of_hours_en) end,
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
    into outcome, v_unheeded, turn
    from job j
    join conversation c on c.tenant_id = j.tenant_id and c.conversation_id = j.key
    join contact p on p.tenant_id = c.tenant_id and p.contact_id = c.contact_id
    join channel ch on ch.tenant_id = c.tenant_id and ch.channel_id = c.channel_id
    left join channel_secret x on x.tenant_id = ch.tenant_id and x.channel_id = ch.channel_id
    join tenant t on t.tenant_id = c.tenant_id
    join tenant_version v on v.tenant_id = c.tenant_id
    join tenant_slots s on s.tenant_id = c.tenant_id
    left join prompt pr on pr.tenant_id = c.tenant_id and pr.medium = 'whatsapp'
    cross join lateral (
        select
            min(m.received_at) filter (where m.unanswered) as received_at,
            min(m.message_id) filter (where m.unanswered) as message_id,
            array_agg(m.provider_message_id order by m.message_id desc)
                filter (where m.unanswered and m.provider_message_id is not null) as provider_ids,
            bool_and(m.kind = 'sticker') filter (where m.unanswered) as only_stickers,
            jsonb_agg(jsonb_strip_nulls(jsonb_build_object('details', m.details)) || jsonb_build_object(
                'message_id', m.message_id, 'provider_message_id', m.provider_message_id,
                'author', m.author, 'kind', m.kind, 'text', m.body, 'unanswered', m.unanswered,
                'listings', coalesce(o.listings, '[]'), 'slots', coalesce(o.slots, '[]'))
                order by m.message_id) as messages
        from (
            (select m.message_id, m.provider_message_id, m.author, m.kind, m.body, m.details, m.received_at,
                true as unanswered
            from message m
            where m.tenant_id = c.tenant_id and m.conversation_id = c.conversation_id
                and m.message_id > id_at(now() - interval '60 days')
                and m.generation > c.answered_generation
            order by m.message_id desc
            -- Somebody who wrote hundreds of messages while nobody answered is answered from the last fifty.
            limit least(c.generation - c.answered_generation, 50))
            union all
            (select m.message_id, m.provider_message_id, m.author, m.kind, m.body, null, m.received_at, false
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
    cross join lateral (
        select case when coalesce(t.out_of_hours_he, t.out_of_hours_en) is not null
            then closed_since(t.tenant_id, clock_timestamp()) end as closed_since
    ) hours
    cross join lateral (
        select case
            when c.out_of_hours_told_at >= hours.closed_since then c.generation
            when h.only_stickers and exists (
                select from message m
                where m.tenant_id = c.tenant_id and m.conversation_id = c.conversation_id
                    and m.message_id > id_at(now() - interval '1 day') and m.message_id < h.message_id
                    and m.kind = 'sticker' and m.generation <= c.answered_generation)
                then c.generation
        end as generation
    ) u
    where j.tenant_id = p_tenant_id and j.kind = 'reply' and j.key = p_conversation_id
        and j.lease_token = p_lease_token;

    if not found then
        outcome := 'lost';
    elsif outcome = 'done' then
        turn := null;
        perform end_idle_reply_job(p_tenant_id, p_conversation_id, p_lease_token, v_unheeded);
    end if;
    return next;
end
$$;
comment on function begin_turn is 'Reads all that a turn needs in one snapshot.';

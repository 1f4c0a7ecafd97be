-- store_reply: stores the reply and its turn, turns the reply job into the conversation's send job, and makes the job that
-- analyses the conversation when it has been quiet for a while.
--
-- What the report says is cut to what can be stored: it must not be able to keep the reply from the customer.
-- The caller holds the locks of the conversation and of the job, and has passed the fence.
-- Where the channel takes no message now (see take_pair_token and channel.sends_after), the send job waits until it does, and
-- nobody holds it.
-- Result: the reply's id; whether the caller's lease now holds the send job.
-- Called by: finish_reply.
create or replace function store_reply(
    p_conversation conversation,
    p_job          job,
    p_turn_id      bigint,
    p_generation   integer,
    p_text         text,
    p_turn         jsonb
) returns table (message_id bigint, send boolean)
language plpgsql
set search_path = shi, pg_temp
-- The last messages are read off the index, however long the conversation: without this the plan sorts all of them, and
-- scans next month's partition because it is empty today.
set enable_sort = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_now     timestamptz := clock_timestamp();
    v_oldest  record;
    v_tenant  tenant;
    v_channel channel;
    v_until   timestamptz;
begin
    select * into v_tenant from tenant t where t.tenant_id = p_job.tenant_id;
    select * into v_channel
    from channel ch
    where ch.tenant_id = p_job.tenant_id and ch.channel_id = p_conversation.channel_id;
    message_id := next_id(p_turn_id);

    -- The oldest message that this answers gives the turn's clock; the oldest that it does not, the next job's deadline.
    select
        min(m.received_at) filter (where m.generation <= p_generation) as received_at,
        min(m.message_id) filter (where m.generation <= p_generation) as message_id,
        min(m.received_at) filter (where m.generation > p_generation) as newer_received_at,
        min(m.message_id) filter (where m.generation > p_generation) as newer_message_id,
        (array_agg(m.kind order by m.message_id) filter (where m.generation > p_generation))[1] as newer_kind
    into v_oldest
    from (
        select m.generation, m.received_at, m.message_id, m.kind
        from message m
        where m.tenant_id = p_job.tenant_id and m.conversation_id = p_job.key
            and m.message_id > id_at(now() - interval '60 days')
            and m.generation > p_conversation.answered_generation
        order by m.message_id desc
        limit p_conversation.generation - p_conversation.answered_generation
    ) m;

    update conversation c
    set answered_generation = p_generation,
        out_of_hours_told_at = case when p_turn ->> 'rung' = 'notice' then v_now else c.out_of_hours_told_at end
    where c.tenant_id = p_job.tenant_id and c.conversation_id = p_job.key;

    -- One unsettled send at a time: where the send job exists, its holder sends this message after the one it has.
    if exists (
        select from job j where j.tenant_id = p_job.tenant_id and j.kind = 'send' and j.key = p_job.key)
    then
        send := false;
        delete from job j where j.tenant_id = p_job.tenant_id and j.kind = 'reply' and j.key = p_job.key;
    else
        -- begin_send says no to what the provider's window excludes.
        v_until := case
            when not window_is_open(v_channel, p_conversation.last_customer_at) then v_now
            when v_channel.sends_after > v_now then v_channel.sends_after
            when v_channel.pair_burst is not null then take_pair_token(v_channel, p_job.key)
        end;
        send := v_until is null;
        update job j
        set kind = 'send', attempt = 0, begun_message_id = store_reply.message_id
        where j.tenant_id = p_job.tenant_id and j.kind = 'reply' and j.key = p_job.key;
        if not send then
            perform postpone_send(p_job.tenant_id, p_job.key, v_until);
        end if;
    end if;
    if p_conversation.generation > p_generation then
        insert into job (tenant_id, kind, key, deadline_at)
        values (p_job.tenant_id, 'reply', p_job.key,
            coalesce(
                reply_deadline(
                    v_tenant, v_oldest.newer_message_id, v_oldest.newer_kind, v_oldest.newer_received_at),
                v_now + make_interval(secs => v_tenant.reply_deadline_ms / 1000.0)));
    end if;

    perform arm_analysis(p_job.tenant_id, p_job.key);

    insert into message (
        tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at, begun_at)
    values (
        p_job.tenant_id, message_id, p_job.key, 'out', 'bot', 'text', left(p_text, 65536),
        case when send then 'sending' else 'queued' end, v_now, case when send then v_now end);

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
comment on function store_reply is 'Stores a reply that has passed the fence.';

-- finish_reply: commits a turn's reply and the intent to send it. The fence, and the point of no return.
--
-- The reply is stored and its reply job becomes the conversation's send job under the same lease, only if the lease is
-- still the caller's, no human has taken over, no newer message has come, and the customer has been quiet long enough.
-- A deadline beats the last two: from p_reserve_ms before the deadline the generation that the worker saw is answered,
-- and where newer messages wait, a new reply job is made with the deadline of the oldest of them.
--
-- Parameters: p_turn: a JSON object about the turn: rung, model, prompt_version, prompt_tokens, completion_tokens, error,
-- claimed_ms, typing_ms, model_request_ms, first_token_ms, model_done_ms (since the oldest message's arrival), cached_tokens,
-- cost_microdollars, model_requests, tools, listings, slots (wall clock). p_writes: null, or what the turn has staged and
-- is applied with the reply or not at all: see apply_writes.
-- Result: one row with an outcome, always:
--   committed   message_id is the reply; send: whether the caller holds the send job under the same token and sends it
--               now (false: an earlier message is still being sent, and whoever sends that sends this one after it)
--   superseded  a newer message has come; the job stays leased: begin again
--   early       wait_ms are missing to the quiet interval
--   conflict    a staged write is no longer possible, or would have to wait for somebody who edits the tenant's times;
--               nothing is stored and the job stays leased: answer again
--   human       a human has taken over or the contact opted out; the job is gone
--   lost        the lease has passed to another worker, or the job is gone
-- Repeated with the same turn_id after its answer was lost, it returns the same message again.
-- Called by: worker.
create or replace function finish_reply(
    p_tenant_id       bigint,
    p_conversation_id bigint,
    p_lease_token     uuid,
    p_turn_id         bigint,
    p_generation      integer,
    p_reserve_ms      integer,
    p_text            text,
    p_turn            jsonb,
    p_writes          jsonb
) returns table (outcome text, message_id bigint, send boolean, wait_ms integer)
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
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
comment on function finish_reply is 'Commits a reply and the intent to send it, if the turn is still current.';

-- finish_analysis: stores what an analysis found, and ends its job, or arms it again where something was written meanwhile.
--
-- Parameters: p_through: the newest message that was read. p_report: a JSON object: status, intent, summary, facts,
-- next_action, sentiment, urgency, suggested_viewing (wall clock), source (model, rules), error, model_requests,
-- prompt_tokens, completion_tokens, cost_microdollars.
-- Result: done; lost (the lease is somebody else's: nothing is stored).
-- The conversation is locked first, as by finish_reply: a reply that commits at this moment finds the job that it needs.
-- Called by: worker.
create or replace function finish_analysis(
    p_tenant_id       bigint,
    p_conversation_id bigint,
    p_lease_token     uuid,
    p_through         bigint,
    p_report          jsonb
) returns text
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_conversation conversation;
    v_source       text := p_report ->> 'source';
    v_wait         interval;
    v_before       lead;
begin
    select * into v_conversation
    from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id
    for no key update;
    perform from job j
    where j.tenant_id = p_tenant_id and j.kind = 'analyze' and j.key = p_conversation_id
        and j.lease_token = p_lease_token
    for update;
    if not found then
        return 'lost';
    end if;

    if exists (
        select from message m
        where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id and m.message_id > p_through)
    then
        select make_interval(secs => t.analyze_after_ms / 1000.0) into v_wait
        from tenant t
        where t.tenant_id = p_tenant_id;
        update job j
        set state = 'waiting', worker_id = null, lease_token = null, attempt = 0,
            run_at = clock_timestamp() + v_wait, deadline_at = clock_timestamp() + v_wait + interval '60 seconds'
        where j.tenant_id = p_tenant_id and j.kind = 'analyze' and j.key = p_conversation_id;
    else
        delete from job j where j.tenant_id = p_tenant_id and j.kind = 'analyze' and j.key = p_conversation_id;
    end if;

    perform store_facts(v_conversation, null, p_report -> 'facts', v_source);
    select * into strict v_before
    from lead l
    where l.tenant_id = p_tenant_id and l.contact_id = v_conversation.contact_id;
    update lead l
    set status = p_report ->> 'status',
        intent = p_report ->> 'intent',
        summary = left(p_report ->> 'summary', 2000),
        next_action = left(p_report ->> 'next_action', 500),
        sentiment = p_report ->> 'sentiment',
        urgency = p_report ->> 'urgency',
        suggested_viewing = read_wall_time(p_report ->> 'suggested_viewing')
    where l.tenant_id = p_tenant_id and l.contact_id = v_conversation.contact_id;
    if v_before.status <> p_report ->> 'status' then
        perform record_event(
            v_conversation, null, 'status', v_source,
            jsonb_build_object('from', v_before.status, 'to', p_report ->> 'status'));
    end if;
    perform record_event(
        v_conversation, null, 'analysis', v_source,
        jsonb_strip_nulls(jsonb_build_object(
            'intent', p_report ->> 'intent',
            'sentiment', p_report ->> 'sentiment',
            'urgency', p_report ->> 'urgency',
            'suggested_viewing', p_report ->> 'suggested_viewing',
            'error', left(p_report ->> 'error', 500))));
    perform add_spend(
        p_tenant_id, (p_report ->> 'model_requests')::bigint, (p_report ->> 'prompt_tokens')::bigint,
        (p_report ->> 'completion_tokens')::bigint, (p_report ->> 'cost_microdollars')::bigint);
    return 'done';
end
$$;
comment on function finish_analysis is 'Stores what an analysis found.';

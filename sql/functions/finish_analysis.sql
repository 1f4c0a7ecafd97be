-- finish_analysis: stores what an analysis found, and ends its job, or arms it again where something was written meanwhile.
--
-- What was found is stale then: a turn may have recorded newer facts, which it must not overwrite. Only what it cost is
-- kept, and that it was made.
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
-- Next month's partition is not scanned because it is empty today: see begin_turn.
set enable_seqscan = off
as $$
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
comment on function finish_analysis is 'Stores what an analysis found.';

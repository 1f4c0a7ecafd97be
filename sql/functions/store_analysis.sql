-- store_analysis: what an analysis found becomes the contact's lead.
--
-- Parameters: p_report: see finish_analysis.
-- Called by: finish_analysis.
create or replace function store_analysis(p_conversation conversation, p_report jsonb) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
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
comment on function store_analysis is 'Makes what an analysis found the contact''s lead.';

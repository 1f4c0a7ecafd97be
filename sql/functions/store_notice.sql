-- store_notice: stores what a contact is told who has opted out or in again, and makes sure that it gets sent.
--
-- Nothing where the tenant's notice is empty, and on Twilio's SMS, where Twilio sends its own.
-- Parameters: p_item: the word that the contact wrote, whose language is answered. The caller holds the conversation's
-- lock.
-- Called by: apply_consent.
create or replace function store_notice(p_item inbound_item) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_is_hebrew boolean := p_item.body ~ '[\u05D0-\u05EA]';
    v_notice    text;
begin
    select case
            when p_item.consent = 'stop' and v_is_hebrew then t.opt_out_notice_he
            when p_item.consent = 'stop' then t.opt_out_notice_en
            when v_is_hebrew then t.opt_in_notice_he
            else t.opt_in_notice_en
        end
    into v_notice
    from tenant t
    join channel c on c.tenant_id = t.tenant_id and c.channel_id = p_item.channel_id
    where t.tenant_id = p_item.tenant_id and (c.provider <> 'twilio' or c.address like 'whatsapp:%');
    if coalesce(v_notice, '') = '' then
        return;
    end if;

    insert into message (tenant_id, message_id, conversation_id, direction, author, kind, body, status, received_at)
    values (
        p_item.tenant_id, next_id(), p_item.conversation_id, 'out', 'system', 'text', v_notice, 'queued',
        clock_timestamp());
    insert into job (tenant_id, kind, key, deadline_at)
    values (p_item.tenant_id, 'send', p_item.conversation_id, clock_timestamp() + interval '4 seconds')
    on conflict do nothing;
    -- Seldom enough to be announced within the transaction: see announce_jobs.
    perform pg_notify('shi_job', 'send');
end
$$;
comment on function store_notice is 'Stores what a contact is told who has opted out or in again.';

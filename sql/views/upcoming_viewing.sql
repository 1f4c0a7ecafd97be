-- upcoming_viewing: the viewings that are still to come, as the people of the business read them: on the tenant's wall clock,
-- with who shows what to whom.
--
-- Read by: the DBA and operators' tools (shi_admin). No program reads a view.
create or replace view upcoming_viewing as
select
    a.tenant_id,
    lower(a.period) at time zone t.time_zone as starts_at,
    l.address_he || ', ' || l.area_he as place,
    l.listing_id,
    g.name_he as agent,
    p.name as customer,
    (
        select min(i.value)
        from identity i
        where i.tenant_id = a.tenant_id and i.contact_id = a.contact_id and i.kind = 'phone') as customer_phone,
    a.conversation_id,
    a.appointment_id
from appointment a
join tenant t on t.tenant_id = a.tenant_id
join listing l on l.tenant_id = a.tenant_id and l.listing_id = a.listing_id
join agent g on g.tenant_id = a.tenant_id and g.agent_id = a.agent_id
join contact p on p.tenant_id = a.tenant_id and p.contact_id = a.contact_id
where a.state = 'booked' and lower(a.period) > now()
order by a.tenant_id, lower(a.period);
comment on view upcoming_viewing is 'The viewings still to come, on the tenant''s wall clock.';

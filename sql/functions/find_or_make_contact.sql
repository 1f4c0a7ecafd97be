-- find_or_make_contact: the contact behind a provider's identities, made where there is none.
--
-- A message that shows two identities together, such as a phone number and a LID, proves that both are one person: the
-- identity that is missing is added, and where the two were two contacts so far, they become one (see merge_contacts).
-- Parameters: at least one of p_phone (E.164), p_lid (digits), p_user_id (a business-scoped user id), p_address (an address
-- that is none of these).
-- Called by: accept_messages, accept_outbound.
create or replace function find_or_make_contact(
    p_tenant_id bigint,
    p_phone     text,
    p_lid       text,
    p_user_id   text,
    p_address   text,
    p_name      text
) returns bigint
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_contact_id bigint;
    v_made_id    bigint;
    v_known_id   bigint;
    v_identity   record;
begin
    -- The phone number first: it is the name under which a contact lasts.
    v_contact_id := coalesce(
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'phone' and i.value = p_phone),
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'lid' and i.value = p_lid),
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'bsuid' and i.value = p_user_id),
        (select i.contact_id from identity i
            where i.tenant_id = p_tenant_id and i.kind = 'address' and i.value = p_address));

    if v_contact_id is null then
        v_made_id := next_id();
        insert into contact (tenant_id, contact_id, name) values (p_tenant_id, v_made_id, left(p_name, 200));
        v_contact_id := v_made_id;
    end if;

    for v_identity in
        select n.kind, n.value
        from unnest(
            array['address', 'bsuid', 'lid', 'phone'], array[p_address, p_user_id, p_lid, p_phone]) as n (kind, value)
        where n.value is not null
        order by n.kind
    loop
        v_known_id := add_identity(p_tenant_id, v_identity.kind, v_identity.value, v_contact_id);
        if v_known_id <> v_contact_id then
            if v_contact_id = v_made_id then
                -- Another transaction made the same person at the same time: theirs stays.
                update identity set contact_id = v_known_id
                where tenant_id = p_tenant_id and contact_id = v_made_id;
                delete from contact where tenant_id = p_tenant_id and contact_id = v_made_id;
                v_contact_id := v_known_id;
            else
                perform merge_contacts(p_tenant_id, v_contact_id, v_known_id);
            end if;
        end if;
    end loop;
    return v_contact_id;
end
$$;
comment on function find_or_make_contact is 'The contact behind a provider''s identities.';

-- change_numbers: what the notices of a batch say of changed phone numbers and user ids: the old identity is the
-- contact's no longer, since somebody else may get it; the new one is, and answers go there.
--
-- Where the new one was another contact's, the two are one person: see merge_contacts.
-- Result: the elements; a notice has the new identities and the new address, as all that follows it will have.
-- Called by: accept_messages.
create or replace function change_numbers(p_items inbound_item[]) returns inbound_item[]
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_items      inbound_item[] := '{}';
    v_item       inbound_item;
    v_phone      text;
    v_user_id    text;
    v_contact_id bigint;
    v_identity   record;
begin
    foreach v_item in array p_items loop
        v_phone := substring(v_item.details ->> 'new_phone' from '^\+[0-9]{5,20}$');
        v_user_id := left(v_item.details ->> 'new_user_id', 256);
        if v_item.kind <> 'system' or v_item.from_me or num_nonnulls(v_phone, v_user_id) = 0 then
            v_items := v_items || v_item;
            continue;
        end if;

        v_contact_id := coalesce(
            (select i.contact_id from identity i
                where i.tenant_id = v_item.tenant_id and i.kind = 'phone' and i.value = v_item.phone),
            (select i.contact_id from identity i
                where i.tenant_id = v_item.tenant_id and i.kind = 'bsuid' and i.value = v_item.user_id));
        if v_contact_id is not null then
            delete from identity i
            where i.tenant_id = v_item.tenant_id and i.contact_id = v_contact_id
                and ((i.kind = 'phone' and i.value = v_item.phone and v_phone <> v_item.phone)
                    or (i.kind = 'bsuid' and i.value = v_item.user_id and v_user_id <> v_item.user_id));
            for v_identity in
                select n.kind, add_identity(v_item.tenant_id, n.kind, n.value, v_contact_id) as contact_id
                from unnest(array['bsuid', 'phone'], array[v_user_id, v_phone]) as n (kind, value)
                where n.value is not null
                order by n.kind
            loop
                if v_identity.contact_id <> v_contact_id then
                    perform merge_contacts(v_item.tenant_id, v_contact_id, v_identity.contact_id);
                end if;
            end loop;
        end if;

        -- An address holds the number's digits, or is the user id.
        if v_phone is not null and v_item.phone is not null then
            v_item.chat_address := replace(v_item.chat_address, substr(v_item.phone, 2), substr(v_phone, 2));
        end if;
        if v_user_id is not null and v_item.chat_address = v_item.user_id then
            v_item.chat_address := v_user_id;
        end if;
        v_item.phone := coalesce(v_phone, v_item.phone);
        v_item.user_id := coalesce(v_user_id, v_item.user_id);
        v_items := v_items || v_item;
    end loop;
    return v_items;
end
$$;
comment on function change_numbers is 'Does what notices of changed numbers say.';

-- word_weight: how much a word of a question tells of what is asked: little for the words that any question may have, and
-- less than the others for "where", "when" and "how much".
--
-- Called by: make_knowledge_questions.
create or replace function word_weight(p_word text) returns real
language sql
immutable
returns null on null input
as $$
    select case
        when p_word = any ('{
            a,an,and,any,are,at,be,can,could,do,does,for,from,get,have,how,i,if,in,is,it,like,me,much,my,need,of,on,or,our,
            please,s,that,the,there,these,this,to,up,us,want,we,what,which,will,with,would,you,your,
            אותה,אותו,אותי,אותך,אותם,אז,איזה,איזו,אילו,אין,איך,אל,אם,אני,אנחנו,אפשר,אצלכם,את,אתה,אתם,באיזה,גם,
            היא,הוא,הם,זה,זו,זאת,יש,כן,לא,לי,לך,לכם,לנו,מה,מי,מישהו,נא,על,עם,צריך,צריכה,רוצה,של,שלי,שלך,שלכם,שלנו,
            תודה,בבקשה
        }'::text[]) then 0.15
        when p_word = any ('{
            where,when,long,many,time,איפה,היכן,מתי,כמה,למתי,ממתי,עד,לכמה,עולה,cost,come,go,לבוא,להגיע
        }'::text[]) then 0.6
        else 1
    end::real
$$;
comment on function word_weight is 'How much a word of a question tells of what is asked.';

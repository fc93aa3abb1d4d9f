"""Short lists about names: roles that are none, nicknames that are certain, genders of names."""

_ROLE = (
    "landlord landlady landlords tenant renter renters plumber electrician builder roofer "
    "engineer programmer developer coder teacher pupil student students lecturer nurse doctor "
    "surgeon medic paramedic pharmacist patient driver trucker cabbie passenger commuter cyclist "
    "pedestrian motorist pilot farmer farmers gardener baker butcher milkman postman postie chef "
    "waiter barista cleaner carer caretaker janitor librarian solicitor lawyer barrister judge "
    "juror policeman policewoman cop copper cops officer detective constable soldier sailor "
    "guardsman veteran firefighter fireman taxpayer taxpayers voter voters ratepayer resident "
    "residents neighbour neighbours neighbor neighbors parent parents mum mom dad mother father "
    "grandmother grandfather grandma grandad granddad nan nana gran uncle aunt auntie sister "
    "brother son daughter wife husband kid kids journalist reporter editor mod moderator "
    "moderators admin op author commenter troll trolls expert experts scientist researcher "
    "professor prof councillor cllr mayor minister manager boss ceo owner homeowner customer "
    "customers consumer user users worker workers employee employer boater tourist pensioner "
    "pensioners retired millennial boomer boomers examiner headteacher head governor headmaster "
    "vicar priest rabbi imam nobody everyone someone anyone sir madam guys folks ladies gentlemen "
    "mate lads government council police internet web app apps online"
)
ROLES = frozenset(_ROLE.split())
"""Words for what somebody is or does: alone, they name nobody."""

_GENERIC = (
    "agency party coalition state department ministry defense defence education health council "
    "court committee commission association authority board centre center parliament senate "
    "congress international administration"
)
GENERIC = frozenset(_GENERIC.split())
"""Words for institutions that name none when they stand alone."""

_INSTITUTION = (
    "party partido front frente movement network coalition agency council committee commission "
    "court ministry department institute foundation association society university college union "
    "league alliance federation bank group centre center office authority board"
)
INSTITUTIONS = frozenset(_INSTITUTION.split())
"""Words that persons' names hardly hold, unless a first name is before them."""

KNOWN_NICKNAMES = {
    "fb": "facebook",
    "insta": "instagram",
    "zuck": "mark zuckerberg",
    "wapo": "washington post",
    "beeb": "bbc",
}
"""Nicknames that mean one thing wherever they stand, as keys."""

KNOWN_ACRONYMS = {
    "us": "united states",
    "usa": "united states",
    "united states of america": "united states",
    "uk": "united kingdom",
    "eu": "european union",
    "un": "united nations",
    "nyt": "new york times",
}
"""Acronyms that mean one thing wherever they stand, as keys."""

_SHE = (
    "agnes alice alison amanda amelia ana angela anita ann anna anne anneka annie aoife audrey "
    "barbara beatrice bella bethan beth betty brenda bridget carla carol caroline catherine "
    "cecilia charlotte chloe christina christine claire clara daisy deborah debra denise diana "
    "diane donna doris dorothy edith eileen elaine eleanor elena eliza elizabeth ella ellen elsie "
    "elspeth emily emma erin esther eva eve evelyn farida fatima felicity fiona florence frances "
    "geraldine gillian grace greta hannah harriet hazel heather heidi helen helena hilary ines "
    "ingrid irene iris isabel isabella isla jackie jacqueline jane janet janice jennifer jenny "
    "jessica jill joan joanna josephine joyce judith judy julia julie karen kate katherine "
    "kathleen kathy katie laura leanne leila lena lily linda lisa lorna louise lucy lydia maggie "
    "margaret maria marion martha mary matilda maya megan melanie melissa mia michelle mildred "
    "miriam moira molly monica nadia nancy naomi natalie natasha nicola nina nora olga olivia "
    "pamela patricia paula pauline penelope petra phoebe phyllis polly priya rachel rebecca rita "
    "rosa rosalind rose rosemary rosie ruth sally samantha sandra sarah sharon sheila shirley "
    "sofia sonia sophia sophie stella stephanie susan susanna suzanne sylvia tara teresa theresa "
    "tina valerie vanessa vera veronica victoria violet virginia vivien wendy winifred yvonne zoe"
)
_HE = (
    "aaron abdul adam adrian ahmed alan albert alexander alfred ali andrew angus anthony antonio "
    "archie arnold arthur barry ben benjamin bernard bill bob boris brendan brian bruce callum "
    "carl carlos cedric charles chris christopher clive colin connor craig cyril damian daniel "
    "darren dave david dean declan dennis derek desmond dev dominic donald douglas duncan dylan "
    "edgar edmund edward edwin elon eric ernest eugene felix fergus francis frank fraser fred "
    "frederick gareth gary gavin geoffrey george gerald gerard gideon gilbert giles glenn gordon "
    "graham greg gregory guy hamish hans harold harry harvey hassan henry herbert howard hugh "
    "hugo ian idris isaac ivan ivor jack jacob jake james jason jeff jeffrey jeremy jim joe john "
    "jonathan joseph joshua juan julian karl keith ken kenneth kevin kieran kwabena lars laurence "
    "lawrence leo leonard leroy lewis liam lionel louis lucas luke malcolm marcus mark martin "
    "matthew maurice max michael mike mohammed mohamed muhammad nathan neil neville nicholas "
    "nigel noah norman oliver omar oscar oswald otto owen patrick paul pedro percy peter philip "
    "phillip pradeep ralph ray raymond reginald richard rob robert roger roland ronald rory roy "
    "rupert russell samuel sean sebastian simon stanley stefan stephen steve steven stewart "
    "stuart ted terence terry theodore thomas tim timothy toby tobias tom tony trevor victor "
    "vincent walter warren wayne wilfred william yusuf"
)
_GENDERS = dict.fromkeys(_SHE.split(), "she") | dict.fromkeys(_HE.split(), "he")


def gender_of_first_name(name: str) -> str:
    """Return `he`, `she`, or `""` for a first name that does not tell.

    >>> gender_of_first_name("leanne"), gender_of_first_name("sam")
    ('she', '')
    """
    return _GENDERS.get(name, "")

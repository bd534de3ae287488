"""The walk over an address space and its fingerprint, on references made up for the purpose."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.collect.survey import FIRST_BATCH, LARGEST_BATCH, Batch
from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.opcua.service import DATA_TYPE, Asked, Browsed, Reference
from sekisho.capture.opcua.walk import HAS_SUBTYPE, HIERARCHICAL, OBJECTS, SERVER_DIAGNOSTICS, TYPE_ROOTS, Walk, walked
from sekisho.capture.replay.history import Connection
from sekisho.capture.replay.space import Space

COMPONENT, FOLDER, PROPERTY = NodeId(0, 47), NodeId(0, 61), NodeId(0, 68)
URIS = ["http://opcfoundation.org/UA/", "urn:one", "urn:two"]


def below(node, name, node_class=1, kind=FOLDER, by=COMPONENT):
    """A reference to a node of a name."""
    return Reference(by, node, (node.namespace, name), node_class, kind)


def session(references, namespaces=URIS):
    """A session that browsed these nodes and nothing else; types of namespace 0 without any subtype."""
    made = Connection({}, 0)
    made.values[NodeId(0, 2255)] = DataValue(list(namespaces), 0, None, None)
    made.attributes[Asked(NodeId(0, 62), DATA_TYPE)] = DataValue(NodeId(0, 24), 0, None, None)
    made.references = {NodeId(0, number): () for number in TYPE_ROOTS} | references
    return made


def test_ring_of_references_is_walked_once():
    """A model that references itself in a ring comes to an end, and every node is found once."""
    a, b = NodeId(1, "a"), NodeId(1, "b")
    references = {OBJECTS: (below(a, "A"),), a: (below(b, "B"),), b: (below(a, "A"), below(OBJECTS, "Objects"))}
    space = Space.of(session(references))
    assert space.unseen == 0
    assert [space.path_of(node) for node in (a, b)] == ["A", "A/B"]


def test_children_of_variables_are_browsed_too():
    """A property of a property of a variable is found (hivemq-edge missed 393 of 671)."""
    chain = [NodeId(1, number) for number in range(4)]
    references = {OBJECTS: (below(chain[0], "0", 2),)} | {
        node: (below(chain[number + 1], str(number + 1), 2),) if number < 3 else () for number, node in enumerate(chain)
    }
    assert set(chain) < walked(references, ())[0].nodes.keys()


def test_endless_model_is_cut_at_its_bounds_and_counted():
    """Beyond the budget of nodes, or deeper than the bound, the walk stops and says how many it left."""
    wide, deep = Walk(most=10), Walk(deepest=3)
    wide.found(OBJECTS, [below(NodeId(1, number), "N") for number in range(20)])
    assert len(wide.nodes) == 10
    assert wide.cut == 20 - (10 - 1 - len(TYPE_ROOTS))
    at = OBJECTS
    for number in range(5):
        deep.found(at, [below(NodeId(1, number), "N")])
        at = NodeId(1, number) if NodeId(1, number) in deep.nodes else at
    assert deep.cut == 2


def test_only_subtypes_of_the_fixed_namespace_are_browsed():
    """Types of namespace 0 are asked for subtypes alone, everything else for all that is below it."""
    walk = Walk()
    walk.found(OBJECTS, [])
    assert walk.take(9) == ([OBJECTS], HIERARCHICAL)
    taken, kind = walk.take(9)
    assert (len(taken), kind) == (len(TYPE_ROOTS), HAS_SUBTYPE)
    own = NodeId(1, "T")
    walk.found(NodeId(0, 58), [below(own, "T", 8, NodeId(0, 0), HAS_SUBTYPE)])
    assert walk.take(9) == ([own], HIERARCHICAL)


def test_what_a_type_declares_is_no_instance():
    """A node below a type, and a type below an object, are no instances; what is below objects is."""
    kind, member, thing = NodeId(1, "T"), NodeId(1, "m"), NodeId(1, "t")
    references = {
        OBJECTS: (below(kind, "T", 8), below(thing, "t", kind=kind)), thing: (),
        kind: (below(member, "m", kind=kind),), member: (),
    }  # fmt: skip
    assert Space.of(session(references)).instances == {kind: [thing], FOLDER: [OBJECTS]}


def test_diagnostics_are_found_and_not_entered():
    """Session diagnostics come and go; the walk does not go below them, so the fingerprint stays."""
    references = {OBJECTS: (below(SERVER_DIAGNOSTICS, "ServerDiagnostics"),)}
    assert Space.of(session(references)).unseen == 0


def test_node_not_browsed_is_counted_and_a_refused_one_is_not():
    """What was never asked for is unseen; what the server would not browse was asked for."""
    a, b = NodeId(1, "a"), NodeId(1, "b")
    made = session({OBJECTS: (below(a, "A"), below(b, "B"))})
    assert Space.of(made).unseen == 2
    made.browsed(a, Browsed(0x801F0000, b"", ()))
    assert Space.of(made).unseen == 1
    assert Space.of(made).fingerprint == ""


def test_short_list_is_never_a_success():
    """A continuation that was refused or never drained leaves its node unseen, whatever came before it."""
    a, b = NodeId(1, "a"), NodeId(1, "b")
    made = session({a: (), b: ()})
    made.browsed(OBJECTS, Browsed(0, b"point", (below(a, "A"),)))
    assert Space.of(made).unseen == 1
    made.points.clear()
    made.browsed(OBJECTS, Browsed(0x804B0000, b"", ()))
    assert Space.of(made).unseen == 1


names = st.text(min_size=1, max_size=3)


@given(st.lists(st.tuples(names, st.sampled_from([1, 2])), min_size=1, max_size=6, unique_by=lambda one: one[0]))
def test_fingerprint_holds_under_other_indexes_and_another_order(nodes):
    """The same model has one fingerprint, whatever numbers its namespaces have and in which order it is browsed."""

    def browsed(order, uris):
        place = {uri: uris.index(uri) for uri in URIS}
        made = [(NodeId(place[URIS[index]], name), name) for name, index in order]
        references = {OBJECTS: tuple(below(node, name) for node, name in made)} | {node: () for node, _ in made}
        return Space.of(session(references, uris))

    one, other = browsed(nodes, URIS), browsed(nodes[::-1], [URIS[0], URIS[2], URIS[1]])
    assert one.fingerprint == other.fingerprint != ""
    assert one.fingerprint != browsed(nodes[1:], URIS).fingerprint


def test_fingerprint_tells_names_types_and_data_types_apart():
    """Another name, class, type or data type of one node is another fingerprint; an unread data type gives none."""
    node = NodeId(1, 1)

    def fingerprint(*about, data_type=PROPERTY):
        made = session({OBJECTS: (below(node, *about),), node: ()})
        if data_type:
            made.attributes[Asked(node, DATA_TYPE)] = DataValue(data_type, 0, None, None)
        return Space.of(made).fingerprint

    changed = [("A", 2, PROPERTY), ("B", 2, PROPERTY), ("A", 4, PROPERTY), ("A", 2, FOLDER)]
    made = [fingerprint(*one) for one in changed] + [fingerprint(*changed[0], data_type=NodeId(0, 6))]
    assert len(set(made)) == len(made)
    assert fingerprint(*changed[0], data_type=None) == ""


def test_type_tree_that_is_a_ring_comes_to_an_end():
    """A hostile server's subtypes may form a ring; asking for a supertype ends all the same."""
    a, b = NodeId(1, "a"), NodeId(1, "b")
    references = {
        OBJECTS: (), NodeId(0, 58): (below(a, "A", 8, by=HAS_SUBTYPE),), a: (below(b, "B", 8, by=HAS_SUBTYPE),),
        b: (below(a, "A", 8, by=HAS_SUBTYPE),),
    }  # fmt: skip
    space = Space.of(session(references))
    assert not space.is_a(a, NodeId(1, "c"))
    assert space.is_a(b, a)


def test_batches_begin_small_where_no_limit_is_stated():
    """A limit of 0 is not unlimited: a small batch grows while answers are quick and shrinks when they are slow."""
    batch = Batch(0)
    assert batch.size == FIRST_BATCH
    for _ in range(9):
        batch.answered(0.01)
    assert batch.size == LARGEST_BATCH
    batch.answered(2.0)
    assert batch.size == LARGEST_BATCH // 2


def test_batches_never_grow_back_to_what_was_refused():
    """After a refusal the batch is halved for good, down to one; then there is nothing left to halve."""
    batch = Batch(100)
    assert batch.refused()
    batch.answered(0.01)
    assert batch.size == 50
    while batch.refused():
        pass
    assert batch.size == 1

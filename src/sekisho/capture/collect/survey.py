"""Browsing a whole server while nothing is put at risk: small batches, one request in flight, a budget of seconds.

What is asked and answered is recorded by the client's tap; the judge rebuilds the address space from those bytes with
the same walk. A survey can be left off at any request and gone on with in the same session.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from asyncua import ua

from sekisho.capture.collect.asking import ua_node
from sekisho.capture.collect.client import ChallengedClient
from sekisho.capture.opcua import service
from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.opcua.service import DATA_TYPE, VALUE, Asked, Browsed, Reference
from sekisho.capture.opcua.walk import LOST_POINTS, VARIABLE, VARIABLE_TYPE, Walk
from sekisho.capture.replay.space import Space

ANSWER_LIMIT_S = 4.0
#: Limits a server does not state, or states as 0, are not unlimited: start small and grow while it answers.
FIRST_BATCH, LARGEST_BATCH = 25, 400
#: An answer that takes longer makes the next batch smaller, a quicker one larger (seconds).
SLOW_S, QUICK_S = 1.0, 0.25
MOST_REFERENCES = 1000
#: OPC 10000-5, 6.3.11: nodes per read and per browse.
READ_LIMIT, BROWSE_LIMIT = 11705, 11710
#: A node is asked for so often when the server lacks continuation points or has lost one.
MOST_TRIES = 4
TOO_LARGE = (
    ua.uaerrors.BadTooManyOperations, ua.uaerrors.BadResponseTooLarge, ua.uaerrors.BadEncodingLimitsExceeded,
    ua.uaerrors.BadRequestTooLarge, TimeoutError,
)  # fmt: skip

Choose = Callable[[Space], Iterable[NodeId]]


class Batch:
    """How many nodes go into one request: as many as the server takes and answers in good time."""

    def __init__(self, limit: int) -> None:
        self._most = min(limit, LARGEST_BATCH) if limit > 0 else LARGEST_BATCH
        self.size = self._most if limit > 0 else FIRST_BATCH

    def answered(self, seconds: float) -> None:
        """Take how long an answer took."""
        if seconds > SLOW_S:
            self.size = max(1, self.size // 2)
        elif seconds < QUICK_S:
            self.size = min(self._most, self.size * 2)

    def refused(self) -> bool:
        """Halve, and never grow to that size again; give whether there was anything left to halve."""
        # A server may enforce less than it states (open62541 #6119).
        could = self.size > 1
        self.size = self._most = max(1, self.size // 2)
        return could


class Survey:
    """One survey of one session's server."""

    def __init__(self, client: ChallengedClient, limits: dict[int, int], namespaces: Sequence[str]) -> None:
        self.walk = Walk()
        self._client, self._namespaces = client, namespaces
        self._browses, self._reads = Batch(limits.get(BROWSE_LIMIT, 0)), Batch(limits.get(READ_LIMIT, 0))
        self._references: dict[NodeId, tuple[Reference, ...]] = {}
        self._values: dict[NodeId, DataValue] = {}
        self._attributes: dict[Asked, DataValue] = {}
        self._tries: Counter[NodeId] = Counter()
        self._alone = 0
        self._questions: deque[Asked] | None = None

    @property
    def is_done(self) -> bool:
        """Say whether everything was browsed and read."""
        return self._questions is not None and not self._questions

    @property
    def waiting(self) -> int:
        """How many nodes are known and not browsed yet."""
        return self.walk.waiting

    async def go_on(self, seconds: float, choose: Choose, *, rest: float = 0) -> bool:
        """Go on for so many seconds; after each answer rest so many times as long as it took. Give whether all is done.

        Raises what the library raises when the connection is lost.
        """
        deadline = time.monotonic() + seconds
        while not self.is_done and (now := time.monotonic()) < deadline:
            await self._step(choose)
            if rest:
                await asyncio.sleep(rest * (time.monotonic() - now))
        return self.is_done

    async def _step(self, choose: Choose) -> None:
        if not self.walk.is_done:
            await self.browse()
            return
        if self._questions is None:
            self._questions = self._asked(choose)
        if self._questions:
            await self._read(self._questions)

    def _asked(self, choose: Choose) -> "deque[Asked]":
        """Give what is read: first what the check asks for, then the data types of all other variables."""
        typed = [node for node, about in self.walk.nodes.items() if about.node_class in {VARIABLE, VARIABLE_TYPE}]
        # The check needs data types to know a node for what it is; at first it is asked without any.
        space = Space(self.walk, self._references, self._namespaces, self._values, self._attributes)
        first = [node for node in choose(space) if node in self.walk.nodes]
        questions = [Asked(node, attribute) for node in first for attribute in (VALUE, DATA_TYPE)]
        return deque(dict.fromkeys([*questions, *(Asked(node, DATA_TYPE) for node in typed)]))

    async def browse(self) -> None:
        """Browse one batch of the nodes that wait."""
        # Nodes whose continuation the server could not keep are browsed one by one: each needs one point at most.
        nodes, kind = self.walk.take(1 if self._alone else self._browses.size)
        self._alone = max(0, self._alone - 1)
        begun = time.monotonic()
        try:
            answers = await self._browsed(_browse_request(nodes, kind), len(nodes))
        except TOO_LARGE:
            self.walk.give_back(nodes)
            if not self._browses.refused():
                raise
            return
        self._browses.answered(time.monotonic() - begun)
        await self._take(nodes, answers)

    async def _browsed(self, request: object, expected: int) -> tuple[Browsed, ...]:
        answer = service.response(await self._client.ask(request, ANSWER_LIMIT_S)).content or ()
        if len(answer) != expected:
            raise ValueError(f"{len(answer)} answers to {expected} questions")
        return tuple(answer)

    async def _take(self, nodes: Sequence[NodeId], answers: Sequence[Browsed]) -> None:
        """Take answers; what continues is drained before anything else is browsed (UA-.NETStandard #2111)."""
        found: dict[NodeId, list[Reference]] = {}
        again: list[NodeId] = []
        pending = list(zip(nodes, answers, strict=True))
        while pending:
            points: dict[NodeId, bytes] = {}
            for node, one in pending:
                if one.status >> 30:
                    again += [node] if self._is_tried_again(node, one.status) else []
                    continue
                found.setdefault(node, []).extend(one.references)
                points |= {node: one.point} if one.point else {}
            pending = await self._continued(points)
        for node, references in found.items():
            if node not in again:
                self._references[node] = tuple(references)
                self.walk.found(node, references)
        self.walk.give_back(again)
        self._alone += len(again)

    async def _continued(self, points: dict[NodeId, bytes]) -> list[tuple[NodeId, Browsed]]:
        if not points:
            return []
        request = ua.BrowseNextRequest()
        request.Parameters = ua.BrowseNextParameters(
            cast("ua.Boolean", False), [cast("ua.ByteString", point) for point in points.values()]
        )
        return list(zip(points, await self._browsed(request, len(points)), strict=True))

    def _is_tried_again(self, node: NodeId, status: int) -> bool:
        """Say whether a node is browsed once more: its continuation was refused, not the node itself."""
        self._tries[node] += 1
        return status in LOST_POINTS and self._tries[node] < MOST_TRIES

    async def _read(self, questions: "deque[Asked]") -> None:
        asked = [questions.popleft() for _ in range(min(self._reads.size, len(questions)))]
        begun = time.monotonic()
        try:
            answer = service.response(await self._client.ask(_read_request(asked), ANSWER_LIMIT_S)).content or ()
        except TOO_LARGE:
            if self._reads.refused():
                questions.extendleft(reversed(asked))
            # A single value that is too large stays unread, and is said to be so; the others need not go with it.
            return
        self._reads.answered(time.monotonic() - begun)
        for (node, attribute), value in zip(asked, answer, strict=False):
            if attribute == VALUE:
                self._values[node] = value
            else:
                self._attributes[Asked(node, attribute)] = value


def _browse_request(nodes: Sequence[NodeId], kind: NodeId) -> ua.BrowseRequest:
    wanted = [
        ua.BrowseDescription(
            NodeId=ua_node(node),
            BrowseDirection=ua.BrowseDirection.Forward,
            ReferenceTypeId=ua_node(kind),
            IncludeSubtypes=True,
            ResultMask=ua.BrowseResultMask.All,
        )
        for node in nodes
    ]
    request = ua.BrowseRequest()
    request.Parameters = ua.BrowseParameters(RequestedMaxReferencesPerNode=MOST_REFERENCES, NodesToBrowse=wanted)
    return request


def _read_request(asked: Sequence[Asked]) -> ua.ReadRequest:
    request = ua.ReadRequest()
    request.Parameters = ua.ReadParameters(
        TimestampsToReturn=ua.TimestampsToReturn.Neither,
        NodesToRead=[ua.ReadValueId(NodeId=ua_node(node), AttributeId=attribute) for node, attribute in asked],
    )
    return request

"""Watching signals over one session: subscribed in batches the server takes, polled where it takes no more.

Every answer is judged from the stored records afterwards; here it only decides what is asked next.
"""

import asyncio
from collections.abc import Sequence

from asyncua import ua
from asyncua.ua.attribute_ids import AttributeIds
from asyncua.ua.ua_binary import nodeid_to_binary
from asyncua.ua.uaerrors import UaError

from sekisho.capture.collect.asking import ANSWER_LIMIT_S, Asking
from sekisho.capture.collect.client import ChallengedClient
from sekisho.capture.problem import Value
from sekisho.capture.sealed.record import POLLING, Kind
from sekisho.capture.sealed.recorder import Log

#: A sign of life at least this often, whatever the values do.
KEEP_ALIVE_MS = 1000
#: A queue of one overflows without a word (OPC 10000-4 §5.13.1.5).
LEAST_QUEUE = 10
#: More messages than this lost in a row are not asked for again: servers keep few of them.
MOST_REPUBLISHED = 20
LAST_SEQUENCE = 2**32 - 1
#: A server with no subscription to give (OPC 10000-7 allows as few as one) can still be read.
_NO_SUBSCRIPTION = (
    ua.uaerrors.BadTooManySubscriptions, ua.uaerrors.BadServiceUnsupported, ua.uaerrors.BadNotImplemented,
    ua.uaerrors.BadTooManyMonitoredItems, ua.uaerrors.BadOutOfMemory, ua.uaerrors.BadNotSupported,
)  # fmt: skip
_NO_ITEM = frozenset(kind.code for kind in _NO_SUBSCRIPTION)

#: A signal's number in the plan, from 1, and its node.
Place = tuple[int, ua.NodeId]


class Watching:
    """The signals of one session; ``last_sign`` is the monotonic instant of the last sign of life."""

    def __init__(self, client: ChallengedClient, asking: Asking, recorder: Log, sampling_ms: int) -> None:
        self._client, self._asking, self._recorder, self._sampling_ms = client, asking, recorder, sampling_ms
        self.last_sign = 0
        self.has_data = asyncio.Event()
        self._sequence = 0
        self._beside: list[asyncio.Task[None]] = []

    async def begin(self, places: Sequence[Place]) -> bool:
        """Subscribe to nodes, and poll those the server has no room for; say whether any of them is watched."""
        try:
            subscription = await asyncio.wait_for(self._create(), ANSWER_LIMIT_S)
            results = await self._monitor(subscription.SubscriptionId, places)
        except _NO_SUBSCRIPTION:
            self._poll(places)
            return True
        found = list(zip(places, results, strict=True))
        left = [place for place, result in found if result.StatusCode.value in _NO_ITEM]
        if left:
            self._poll(left)
        return bool(left) or any(result.StatusCode.is_good() for result in results)

    async def _create(self) -> ua.CreateSubscriptionResult:
        parameters = ua.CreateSubscriptionParameters(
            RequestedPublishingInterval=float(self._sampling_ms),
            RequestedLifetimeCount=max(60, 60_000 // self._sampling_ms),
            RequestedMaxKeepAliveCount=max(1, KEEP_ALIVE_MS // self._sampling_ms),
            PublishingEnabled=True,
        )
        return await self._client.uaclient.session.create_subscription(parameters, self._published)

    async def _monitor(self, subscription: int, places: Sequence[Place]) -> list[ua.MonitoredItemCreateResult]:
        async def ask(some: Sequence[Place]) -> list[ua.MonitoredItemCreateResult]:
            items = [self._item(number, place) for number, place in some]
            parameters = ua.CreateMonitoredItemsParameters(subscription, ua.TimestampsToReturn.Both, items)
            return await self._client.uaclient.session.create_monitored_items(parameters)

        return await self._asking.batched(places, ask, most=self._asking.most_items)

    def _item(self, number: int, place: ua.NodeId) -> ua.MonitoredItemCreateRequest:
        parameters = ua.MonitoringParameters(
            ClientHandle=number,
            SamplingInterval=float(self._sampling_ms),
            QueueSize=LEAST_QUEUE,
            DiscardOldest=True,
        )
        item = ua.ReadValueId(NodeId=place, AttributeId=AttributeIds.Value)
        return ua.MonitoredItemCreateRequest(item, ua.MonitoringMode.Reporting, parameters)

    def _published(self, result: ua.PublishResult) -> None:
        message = result.NotificationMessage
        notified = message.NotificationData or ()
        changes = [part for part in notified if isinstance(part, ua.DataChangeNotification)]
        self._saw(sum(len(part.MonitoredItems) for part in changes))
        if notified:
            self._follow(result.SubscriptionId, message.SequenceNumber)

    def _saw(self, values: int) -> None:
        self.last_sign = self._recorder.clock.monotonic()
        self._recorder.values += values
        if values:
            self.has_data.set()

    def _follow(self, subscription: int, sequence: int) -> None:
        before, self._sequence = self._sequence, sequence
        # After the last number comes 1, never 0 (OPC 10000-4 §5.14).
        expected = 1 if before == LAST_SEQUENCE else before + 1
        missing = range(expected, sequence) if before else range(0)
        if 0 < len(missing) <= MOST_REPUBLISHED:
            self._beside.append(asyncio.create_task(self._ask_again(subscription, missing)))

    async def _ask_again(self, subscription: int, missing: range) -> None:
        """Ask for messages that never came; what the server no longer has stays a gap."""
        for sequence in missing:
            try:
                again = self._client.uaclient.session.republish(subscription, sequence)
                await asyncio.wait_for(again, ANSWER_LIMIT_S)
            except (UaError, OSError, TimeoutError) as error:
                about: dict[str, Value] = {"what": "not-republished", "sequence": sequence, "reason": str(error)[:200]}
                self._recorder.note(Kind.NOTE, about)

    def _poll(self, places: Sequence[Place]) -> None:
        items: dict[str, Value] = {str(number): nodeid_to_binary(place).hex() for number, place in places}
        self._recorder.note(Kind.NOTE, {"what": POLLING, "interval_ms": self._sampling_ms, "items": items})
        self._beside.append(asyncio.create_task(self._read_again([place for _, place in places])))

    async def _read_again(self, places: Sequence[ua.NodeId]) -> None:
        while True:
            try:
                self._saw(len(await self._asking.read(places)))
            except UaError as error:
                self._recorder.note(Kind.NOTE, {"what": "not-read", "reason": str(error)[:200]})
            except (OSError, TimeoutError):
                # Whoever looks after the connection sees the silence.
                pass
            await asyncio.sleep(self._sampling_ms / 1000)

    async def end(self) -> None:
        """Ask nothing more."""
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)

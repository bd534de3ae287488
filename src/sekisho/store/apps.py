"""The store as a Django app: the only one with models of ours."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Tables of the journal, the pool, blobs, drafts, views and accounts."""

    name = "sekisho.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

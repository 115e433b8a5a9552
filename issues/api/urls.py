"""Addresses of the API; another version would stand beside this one."""

from django.urls import path

from issues.api import docs, reading, views

app_name = "api"

urlpatterns = [
    path("", docs.Root.as_view(), name="root"),
    path("issues/", views.IssueList.as_view(), name="issues"),
    path("issues/<slug:slug>/", views.IssueDetail.as_view(), name="issue"),
    path("items/", views.ItemList.as_view(), name="items"),
    path("items/<slug:key>/", views.ItemDetail.as_view(), name="item"),
    path("citations/", views.CitationList.as_view(), name="citations"),
    path("citations/<slug:id>/", views.CitationDetail.as_view(), name="citation"),
    path("outlets/", views.OutletList.as_view(), name="outlets"),
    path("outlets/<slug:slug>/", views.OutletDetail.as_view(), name="outlet"),
    path("openapi.json", docs.OpenAPI.as_view(), name="openapi"),
    path("docs/", docs.Docs.as_view(), name="docs"),
    path("<path:rest>/", reading.Nothing.as_view(), name="nothing"),
]

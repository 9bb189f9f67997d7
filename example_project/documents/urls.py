"""URLs of the province's registers."""

from __future__ import annotations

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("van-ban-den/", views.IncomingList.as_view(), name="incoming_list"),
    path("van-ban-den/<int:pk>/", views.IncomingDetail.as_view(), name="incoming"),
    path("van-ban-di/", views.OutgoingList.as_view(), name="outgoing_list"),
    path("van-ban-di/<int:pk>/", views.OutgoingDetail.as_view(), name="outgoing"),
]
